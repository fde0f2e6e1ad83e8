-- Grain: one row per feature and group of customers for which the pilot supports it.
with evidence as (
    select * from {{ ref('int_mix_evidence') }}
    union all
    select * from {{ ref('int_headroom_evidence') }}
    union all
    select
        evidence_rule,
        cast(null as string) as item,
        attribute,
        member,
        evidence_mart,
        evidence_key,
        evidence_column,
        figure_unit,
        figure,
        ci_low,
        ci_high,
        threshold,
        cast(null as double) as standardised_index,
        supported_as,
        customer_count,
        reliability
    from {{ ref('int_spend_evidence') }}
),

supported as (
    select
        evidence.*,
        features.feature_id,
        features.min_annual_spend_inr
    from {{ ref('card_features') }} as features
    inner join evidence
        on
            features.evidence_rule = evidence.evidence_rule
            and coalesce(features.item, '') = coalesce(evidence.item, '')
            and coalesce(features.only_attribute, evidence.attribute) = evidence.attribute
            and coalesce(features.only_member, evidence.member) = evidence.member
    where evidence.ci_low >= coalesce(features.min_annual_spend_inr, evidence.ci_low)
),

figures as (
    select
        feature_id,
        evidence_column,
        evidence_key as item,
        figure as estimate,
        (ci_high - figure) / {{ var('confidence_z') }} as standard_error
    from supported
),

{{ tiers('figures', ['feature_id', 'evidence_column'], 3) }}

select
    supported.feature_id,
    supported.attribute,
    supported.member,
    supported.evidence_rule,
    supported.item,
    supported.evidence_mart,
    supported.evidence_key,
    supported.evidence_column,
    supported.figure,
    supported.figure_unit,
    supported.ci_low,
    supported.ci_high,
    supported.standardised_index,
    supported.supported_as,
    tiered.tier,
    supported.customer_count,
    supported.reliability,
    coalesce(supported.min_annual_spend_inr, supported.threshold) as threshold
from supported
inner join tiered
    on
        supported.feature_id = tiered.feature_id
        and supported.evidence_column = tiered.evidence_column
        and supported.evidence_key = tiered.item
