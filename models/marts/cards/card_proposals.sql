-- Grain: one row per proposed card.
select
    card_id,
    card_name,
    sort_order,
    target_kind,
    target_group,
    positioning,
    feature_count,
    features,
    not_costed_features,
    fee_logic,
    fee_source_fact_ids,
    customer_count,
    {{ rounded([
        'annual_fee_inr', 'fee_waiver_annual_spend_inr', 'customer_share_pct',
        'avg_monthly_spend_inr', 'monthly_spend_inr', 'credit_card_share_pct',
        'non_card_spend_inr_a_month', 'monthly_card_spend_sd_inr',
        'highest_reward_cost_inr_a_month', 'highest_reward_cost_pct',
    ]) }},
    is_suppressed
from {{ ref('int_card_proposals') }}
