-- Grain: one row per card and feature that the pilot supports for its customers.
with published as (
    select
        card_id,
        feature_id,
        feature_name,
        category_or_payment_type,
        benefit_rate_pct,
        monthly_cap_inr,
        evidence_mart,
        evidence_key,
        evidence_column,
        figure,
        standardised_index,
        supported_as,
        {{ unless_suppressed([
            'rewarded_spend_inr_a_month', 'highest_cost_inr_a_month',
        ]) }},
        cost_status,
        is_suppressed
    from {{ ref('int_card_features') }}
)

select
    card_id,
    feature_id,
    feature_name,
    category_or_payment_type,
    evidence_mart,
    evidence_key,
    evidence_column,
    supported_as,
    {{ rounded([
        'figure', 'standardised_index', 'benefit_rate_pct', 'monthly_cap_inr', 'rewarded_spend_inr_a_month',
        'highest_cost_inr_a_month',
    ]) }},
    cost_status,
    is_suppressed
from published
