-- Grain: one row per customer whose card rewards spend, and launch case.
-- In INR a year: the rate on what the card would carry in the category or from the payment
-- type, each month at most the cap.
-- A view: as many rows as customers times cases, and read once.
{{ config(materialized='view') }}
with rewarded as (
    select
        cards.customer_id,
        features.benefit_rate_pct,
        features.monthly_cap_inr,
        cast(mix.non_card_spend_inr as double) / nullif(coverage.month_count, 0)
            as non_card_spend_inr,
        cast(mix.spend_inr - mix.non_card_spend_inr as double)
        / nullif(coverage.month_count, 0) as card_spend_inr
    from {{ ref('int_customer_cards') }} as cards
    inner join {{ ref('int_card_features') }} as features
        on cards.card_id = features.card_id
    inner join {{ ref('int_customer_spend_mix') }} as mix
        on
            cards.customer_id = mix.customer_id
            and features.evidence_rule = mix.dimension
            and features.category_or_payment_type = mix.item
    cross join {{ ref('int_delivery_coverage') }} as coverage
    where features.benefit_rate_pct is not null
)

select
    rewarded.customer_id,
    cases.scenario,
    cases.moved_assumption,
    cases.moved_share_pct,
    cases.is_tried,
    12 * sum(least(
        rewarded.monthly_cap_inr,
        rewarded.benefit_rate_pct / 100 * cases.rewarded_share_pct / 100 * (
            rewarded.non_card_spend_inr * cases.moved_share_pct / 100
            + rewarded.card_spend_inr * cases.moved_card_share_pct / 100
        )
    )) as reward_inr
from rewarded
cross join {{ ref('int_economics_cases') }} as cases
group by
    rewarded.customer_id,
    cases.scenario,
    cases.moved_assumption,
    cases.moved_share_pct,
    cases.is_tried
