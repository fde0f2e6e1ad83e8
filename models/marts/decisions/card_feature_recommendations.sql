-- Grain: one row per card feature and group of customers for which the pilot supports it.
with months as (
    select month_count
    from {{ ref('int_delivery_coverage') }}
),

-- what the feature could move to the card: the group's non-card spend in the category or
-- by the payment type, or all of it where the feature asks for neither
headroom as (
    select
        supported.feature_id,
        supported.attribute,
        supported.member,
        cast(
            case
                -- alerts move no spend
                when supported.evidence_rule = 'months_above_income' then null
                when supported.item is null or supported.item = 'Credit Card'
                    then measures.non_card_spend_inr
                else mix.non_card_spend_inr
            end as double
        ) / nullif(months.month_count, 0) as headroom_inr_a_month
    from {{ ref('int_supported_features') }} as supported
    cross join months
    inner join {{ ref('int_group_measures') }} as measures
        on
            supported.attribute = measures.attribute
            and supported.member = measures.member
    left join {{ ref('int_group_spend_mix') }} as mix
        on
            supported.attribute = mix.attribute
            and supported.member = mix.member
            and supported.evidence_rule = mix.dimension
            and supported.item = mix.item
),

recommendations as (
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
    inner join headroom
        on
            supported.feature_id = headroom.feature_id
            and supported.attribute = headroom.attribute
            and supported.member = headroom.member
)

select * from recommendations
