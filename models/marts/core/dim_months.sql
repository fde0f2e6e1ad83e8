-- Grain: one row per month with an accepted spend.
with months as (
    select distinct month_start_date
    from {{ ref('int_monthly_spends') }}
),

named as (
    select
        months.month_start_date,
        names.member as month,
        names.sort_order as month_number,
        cast(extract(year from months.month_start_date) as int) as year
    from months
    inner join {{ ref('accepted_members') }} as names
        on
            names.attribute = 'month'
            and names.spelling = names.member
            and extract(month from months.month_start_date) = names.sort_order
)

select * from named
