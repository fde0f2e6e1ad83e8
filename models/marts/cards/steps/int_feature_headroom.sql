-- Grain: one row per feature and group of customers for which the pilot supports it.
-- What the feature could move to a card: the group's non-card spend in the category or by
-- the payment type, or all of it where the feature asks for neither.
with months as (
    select month_count
    from {{ ref('int_delivery_coverage') }}
),

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
    inner join {{ ref('int_group_profiles') }} as measures
        on
            supported.attribute = measures.attribute
            and supported.member = measures.member
    left join {{ ref('int_group_spend_mix') }} as mix
        on
            supported.attribute = mix.attribute
            and supported.member = mix.member
            and supported.evidence_rule = mix.dimension
            and supported.item = mix.item
)

select * from headroom
