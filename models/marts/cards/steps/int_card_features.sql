-- Grain: one row per card and feature that the pilot supports for its customers.
-- Evidence of the card's own segment comes before that of all customers. Costed is what has
-- a rate, at most its cap for every customer, or a sum that every customer gets.
with supported as (
    select
        designs.card_id,
        candidates.feature_id,
        candidates.benefit_rate_pct,
        candidates.monthly_cap_inr,
        candidates.benefit_inr,
        candidates.benefit_period,
        evidence.attribute as evidence_attribute,
        evidence.member as evidence_member,
        evidence.evidence_rule,
        evidence.item,
        evidence.evidence_mart,
        evidence.evidence_key,
        evidence.evidence_column,
        evidence.figure,
        evidence.standardised_index,
        evidence.supported_as,
        row_number() over (
            partition by designs.card_id, candidates.feature_id
            order by case when evidence.attribute = 'portfolio' then 1 else 0 end
        ) as evidence_rank
    from {{ ref('card_designs') }} as designs
    inner join {{ ref('card_design_features') }} as candidates
        on designs.card_id = candidates.card_id
    inner join {{ ref('int_supported_features') }} as evidence
        on
            candidates.feature_id = evidence.feature_id
            and (
                evidence.attribute = 'portfolio'
                or (evidence.attribute = 'card' and designs.card_id = evidence.member)
                or designs.target_kind = evidence.attribute
                and designs.target_group = evidence.member
            )
),

features as (
    select
        supported.card_id,
        supported.feature_id,
        features.feature_name,
        supported.benefit_rate_pct,
        supported.monthly_cap_inr,
        supported.benefit_inr,
        supported.benefit_period,
        features.min_annual_spend_inr,
        supported.evidence_rule,
        supported.evidence_attribute,
        supported.evidence_member,
        supported.evidence_mart,
        supported.evidence_key,
        supported.evidence_column,
        supported.figure,
        supported.standardised_index,
        supported.supported_as,
        supported.item as category_or_payment_type,
        groups.customer_count,
        hidden.is_hidden as is_suppressed,
        -- the part of the card's non-card spend that the benefit is paid on
        mix.non_card_share_pct as rewarded_spend_share_pct,
        cast(mix.non_card_spend_inr as double) / nullif(coverage.month_count, 0)
            as rewarded_spend_inr_a_month
    from supported
    inner join {{ ref('card_features') }} as features
        on supported.feature_id = features.feature_id
    inner join {{ ref('int_group_utilisation') }} as groups
        on supported.card_id = groups.member and groups.attribute = 'card'
    inner join {{ ref('int_hidden_groups') }} as hidden
        on hidden.attribute = 'card' and supported.card_id = hidden.member
    cross join {{ ref('int_delivery_coverage') }} as coverage
    left join {{ ref('int_group_spend_mix') }} as mix
        on
            mix.attribute = 'card'
            and supported.card_id = mix.member
            and supported.evidence_rule = mix.dimension
            and supported.item = mix.item
    where supported.evidence_rank = 1
),

costs as (
    select
        *,
        case
            when
                benefit_rate_pct is not null
                and rewarded_spend_inr_a_month is not null
                -- without a cap the other is the least
                then least(
                    benefit_rate_pct / 100 * rewarded_spend_inr_a_month,
                    monthly_cap_inr * customer_count
                )
            when benefit_period = 'quarter' then benefit_inr * customer_count / 3
            when benefit_period = 'once' then benefit_inr * customer_count / 12
        end as highest_cost_inr_a_month
    from features
)

select
    *,
    case when highest_cost_inr_a_month is null then 'not costed' else 'costed' end
        as cost_status
from costs
