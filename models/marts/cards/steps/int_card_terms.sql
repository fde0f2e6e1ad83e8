-- Grain: one row per proposed card: the terms that depend on what a customer's card carries.
-- Only features that the pilot supports for the card's customers count.
select
    designs.card_id,
    designs.annual_fee_inr,
    {%- for term, period in {'milestone': 'quarter', 'activation': 'once'}.items() %}
    coalesce(sum(
        case when features.benefit_period = '{{ period }}' then features.benefit_inr end
    ), 0) as {{ term }}_benefit_inr,
    min(
        case
            when features.benefit_period = '{{ period }}' then features.min_annual_spend_inr
        end
    ) as {{ term }}_annual_spend_inr,
    {%- endfor %}
    max(
        case
            when features.feature_id = designs.fee_waiver_feature_id
                then designs.fee_waiver_annual_spend_inr
        end
    ) as waiver_annual_spend_inr
from {{ ref('card_designs') }} as designs
left join {{ ref('int_card_features') }} as features
    on designs.card_id = features.card_id
group by designs.card_id, designs.annual_fee_inr
