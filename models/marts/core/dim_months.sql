-- Grain: one row per month with an accepted spend.
with months as (
    select distinct month_start_date
    from {{ ref('int_monthly_spends') }}
),

named as (
    select
        months.month_start_date,
        month_names.member as month,
        month_names.sort_order as month_number,
        cast(extract(year from months.month_start_date) as int) as year
    from months
    inner join {{ ref('accepted_members') }} as month_names
        on
            month_names.attribute = 'month'
            and month_names.spelling = month_names.member
            and extract(month from months.month_start_date) = month_names.sort_order
)

select * from named
