-- Grain: one row per delivered customer row.
-- A table: both files' checks and every customer model read it.
{{ config(materialized='table') }}

with recognised as (
    select
        *,
        -- repeats are judged by what was read; an unreadable income by what was written
        {{ delivered_row([
            'age_group', 'city', 'occupation', 'gender', 'marital_status',
            'cast(avg_monthly_income_inr as string)',
        ]) }}
        || case when avg_monthly_income_inr is null then delivered_row else '' end
            as content
    from {{ ref('stg_recognised_customers') }}
),

compared as (
    select
        *,
        min(content) over (partition by customer_id)
        <> max(content) over (partition by customer_id) as has_conflict,
        row_number() over (partition by customer_id order by delivered_row) as copy_number
    from recognised
),

judged as (
    select
        *,
        {{ reasons({
            'customer_id_missing': "coalesce(customer_id, '') = ''",
            'customer_id_malformed': "customer_id <> '' and not "
                ~ matches_pattern('customer_id', var('customer_id_pattern')),
            'age_group_unknown': 'age_group is null',
            'city_unknown': 'city is null',
            'occupation_unknown': 'occupation is null',
            'gender_unknown': 'gender is null',
            'marital_status_unknown': 'marital_status is null',
            'income_unreadable': 'avg_monthly_income_inr is null'
                ~ ' and not coalesce(is_income_not_positive, false)',
            'income_not_positive': 'is_income_not_positive or avg_monthly_income_inr <= 0',
            'row_repeated': "customer_id <> '' and not has_conflict and copy_number > 1",
            'rows_conflict': "customer_id <> '' and has_conflict",
        }) }} as quarantine_reasons
    from compared
),

checked as (
    select
        customer_id,
        age_group,
        city,
        occupation,
        gender,
        marital_status,
        avg_monthly_income_inr,
        quarantine_reasons,
        case when quarantine_reasons is not null then delivered_row end as delivered_row
    from judged
)

select * from checked
