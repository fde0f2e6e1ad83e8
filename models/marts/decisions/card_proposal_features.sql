-- Grain: one row per card and feature that the pilot supports for its customers.
with features as (
    select
        features.*,
        hidden.is_hidden as is_suppressed,
        features.benefit_rate_pct / 100 * features.rewarded_spend_inr_a_month
            as uncapped_cost_inr,
        features.monthly_cap_inr * features.customer_count as capped_cost_inr
    from {{ ref('int_card_features') }} as features
    inner join {{ ref('int_hidden_groups') }} as hidden
        on hidden.attribute = 'card' and features.card_id = hidden.member
),

costed as (
    select
        *,
        least(uncapped_cost_inr, capped_cost_inr) as highest_cost_inr_a_month
    from features
    where uncapped_cost_inr is not null and capped_cost_inr is not null
),

published as (
    select
        features.card_id,
        features.feature_id,
        features.feature_name,
        features.category_or_payment_type,
        features.benefit_rate_pct,
        features.monthly_cap_inr,
        features.evidence_mart,
        features.evidence_key,
        features.evidence_column,
        features.is_suppressed,
        case when not features.is_suppressed then features.rewarded_spend_inr_a_month end
            as rewarded_spend_inr_a_month,
        case when not features.is_suppressed then costed.highest_cost_inr_a_month end
            as highest_cost_inr_a_month,
        case when costed.card_id is null then 'not costed' else 'costed' end as cost_status
    from features
    left join costed
        on features.card_id = costed.card_id and features.feature_id = costed.feature_id
)

select * from published
