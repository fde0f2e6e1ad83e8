-- A hidden cell that is the only one on its margin could be computed from the margin's
-- total. Margins that are hidden themselves give nothing away.
with cells as (
    select
        'segment_demographics' as table_name,
        cells.attribute || ' ' || cells.segment as margin,
        segments.is_suppressed as is_margin_suppressed,
        cells.is_suppressed
    from {{ ref('segment_demographics') }} as cells
    inner join {{ ref('segments') }} as segments
        on cells.segment = segments.segment
    union all
    select
        'segment_demographics' as table_name,
        cells.attribute || ' ' || cells.member as margin,
        members.is_suppressed as is_margin_suppressed,
        cells.is_suppressed
    from {{ ref('segment_demographics') }} as cells
    inner join {{ ref('int_published_profiles') }} as members
        on cells.attribute = members.attribute and cells.member = members.member
    union all
    select
        'segment_cities' as table_name,
        cells.segment as margin,
        segments.is_suppressed as is_margin_suppressed,
        cells.is_suppressed
    from {{ ref('segment_cities') }} as cells
    inner join {{ ref('segments') }} as segments
        on cells.segment = segments.segment
    union all
    select
        'high_value_customer_count' as table_name,
        members.attribute as margin,
        segments.is_suppressed as is_margin_suppressed,
        members.high_value_customer_count is null as is_suppressed
    from {{ ref('int_published_profiles') }} as members
    cross join {{ ref('segments') }} as segments
    where
        segments.segment = 'High'
        and {{ is_demographic('members.attribute') }}
    union all
    select
        'profiles' as table_name,
        members.attribute as margin,
        portfolio.is_suppressed as is_margin_suppressed,
        members.is_suppressed
    from {{ ref('int_published_profiles') }} as members
    cross join {{ ref('portfolio') }} as portfolio
    where members.attribute <> 'portfolio'
)

select
    table_name,
    margin
from cells
where not is_margin_suppressed
group by table_name, margin
having count(*) filter (where is_suppressed) = 1
