-- Grain: one row per proposed card.
with proxies as (
    select
        card_id,
        {{ joined('attribute', ', ', 'attribute') }} as proxy_for
    from (
        select distinct
            card_id,
            attribute
        from {{ ref('card_audiences') }}
        where is_personal and is_proxy
    ) as below
    group by card_id
),

cards as (
    select
        proposals.*,
        proxies.proxy_for,
        verdicts.verdict,
        verdicts.verdict_reason,
        case when proxies.proxy_for is not null then designs.why_in_spite_of_four_fifths end
            as why_in_spite_of_four_fifths
    from {{ ref('int_card_proposals') }} as proposals
    inner join {{ ref('int_card_verdicts') }} as verdicts
        on proposals.card_id = verdicts.card_id
    inner join {{ ref('card_designs') }} as designs
        on proposals.card_id = designs.card_id
    left join proxies on proposals.card_id = proxies.card_id
)

select
    card_id,
    card_name,
    sort_order,
    target_kind,
    target_group,
    positioning,
    proxy_for,
    why_in_spite_of_four_fifths,
    verdict,
    verdict_reason,
    feature_count,
    features,
    not_costed_features,
    fee_logic,
    fee_source_fact_ids,
    customer_count,
    {{ rounded([
        'annual_fee_inr', 'fee_waiver_annual_spend_inr', 'customer_share_pct',
        'avg_monthly_spend_inr', 'monthly_spend_inr', 'credit_card_share_pct',
        'non_card_spend_inr_a_month', 'highest_reward_cost_inr_a_month',
        'highest_reward_cost_pct',
    ]) }},
    is_suppressed
from cards
