-- Grain: one row per spelling of month and year that was delivered together.
-- A month is read as its English name, the name's first three letters, its number or an ISO
-- date. A delivery that has years anywhere must have one in every row.
{{ config(materialized='table') }}

with delivered as (
    select
        coalesce(month, '') as delivered_month,
        coalesce(year, '') as delivered_year,
        {{ comparable("coalesce(month, '')") }} as month,
        {{ comparable("coalesce(year, '')") }} as year,
        count(*) as row_count
    from {{ ref('raw_spends') }}
    group by coalesce(month, ''), coalesce(year, '')
),

read_years as (
    select
        *,
        case
            when {{ matches_pattern('month', '^[0-9]{4}-[0-9]{2}-[0-9]{2}') }}
                then try_cast(substr(month, 1, 4) as int)
        end as year_of_date,
        case
            when {{ matches_pattern('year', '^[0-9]{4}([.]0+)?$') }}
                then try_cast(substr(year, 1, 4) as int)
        end as own_year,
        max(year) over () <> '' as has_years
    from delivered
),

months as (
    select distinct
        sort_order,
        lower(spelling) as full_name,
        lower(substr(member, 1, 3)) as short_name
    from {{ ref('accepted_members') }}
    where attribute = 'month'
),

named as (
    select distinct
        read_years.*,
        months.sort_order as month_number
    from read_years
    left join months
        on
            read_years.month = months.full_name
            or replace(read_years.month, '.', '') = months.short_name
            or (
                {{ matches_pattern('read_years.month', '^[0-9]{1,2}([.]0+)?$') }}
                and try_cast(read_years.month as double) = months.sort_order
            )
            or (
                read_years.year_of_date is not null
                and try_cast(substr(read_years.month, 6, 2) as int) = months.sort_order
            )
),

dated as (
    select
        delivered_month,
        delivered_year,
        row_count,
        month_number,
        case
            when year_of_date is not null and (not has_years or own_year = year_of_date)
                then year_of_date
            when not has_years then {{ var('pilot_year') }}
            when year_of_date is null then own_year
        end as year
    from named
)

select
    *,
    make_date(year, month_number, 1) as month_start_date
from dated
