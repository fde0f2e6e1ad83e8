-- Rates and caps of the designs lie within what the sources publish for the feature; a
-- feature without a published rate in per cent and cap has neither in a design.
select
    designs.card_id,
    designs.feature_id
from {{ ref('card_design_features') }} as designs
left join {{ ref('card_designs') }} as cards on designs.card_id = cards.card_id
left join {{ ref('card_features') }} as features
    on designs.feature_id = features.feature_id
where
    features.feature_id is null
    or cards.card_id is null
    or designs.benefit_rate_pct is not null
    and not coalesce(
        features.rate_unit = 'percent'
        and designs.benefit_rate_pct between features.rate_low and features.rate_high
        and designs.monthly_cap_inr
        between features.monthly_cap_low_inr and features.monthly_cap_high_inr,
        false
    )
