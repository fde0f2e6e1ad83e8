-- Grain: one row per card feature and group of customers for which the pilot supports it.
with recommendations as (
    select
        supported.feature_id,
        features.feature_name,
        supported.attribute as target_attribute,
        supported.member as target_member,
        features.benefit_type,
        supported.item as category_or_payment_type,
        supported.evidence_mart,
        supported.evidence_key,
        supported.evidence_column,
        supported.figure,
        supported.figure_unit,
        supported.ci_low,
        supported.ci_high,
        supported.threshold,
        supported.standardised_index,
        supported.supported_as,
        supported.tier,
        supported.customer_count,
        supported.reliability,
        headroom.headroom_inr_a_month,
        features.rate_low,
        features.rate_high,
        features.rate_unit,
        features.cap_or_condition,
        features.monthly_cap_low_inr,
        features.monthly_cap_high_inr,
        features.source_fact_ids,
        features.evidence_strength as source_strength,
        features.caution
    from {{ ref('int_supported_features') }} as supported
    inner join {{ ref('card_features') }} as features
        on supported.feature_id = features.feature_id
    inner join {{ ref('int_feature_headroom') }} as headroom
        on
            supported.feature_id = headroom.feature_id
            and supported.attribute = headroom.attribute
            and supported.member = headroom.member
)

select
    feature_id,
    feature_name,
    target_attribute,
    target_member,
    benefit_type,
    category_or_payment_type,
    evidence_mart,
    evidence_key,
    evidence_column,
    figure_unit,
    supported_as,
    tier,
    customer_count,
    reliability,
    rate_unit,
    cap_or_condition,
    source_fact_ids,
    source_strength,
    caution,
    {{ rounded([
        'figure', 'ci_low', 'ci_high', 'threshold', 'standardised_index',
        'headroom_inr_a_month', 'rate_low', 'rate_high', 'monthly_cap_low_inr',
        'monthly_cap_high_inr',
    ]) }}
from recommendations
