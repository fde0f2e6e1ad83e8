-- Grain: one row per measure of what a delivery has of what it should have.
-- A table: its test decides whether the accepted rows replace the last ones.
{{ config(materialized='table') }}
{%- set published = published_before() %}
{%- set counts = {
    'customers': 'customer_count',
    'months': 'month_count',
    'categories': 'category_count',
    'payment types': 'payment_type_count',
} %}

with counts as (
    select * from {{ ref('stg_delivered_counts') }}
),

counted as (
    {%- for counted, count in counts.items() %}
    select
        '{{ counted }}' as counted,
        {{ count }} as found_count
    from counts
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

-- what the publication that readers see rests on
before as (
    {%- for counted in counts %}
    select
        '{{ counted }}' as counted,
        {{ (published or {}).get(counted, 0) }} as expected_count
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

measures as (
    select
        'grid_cells' as measure,
        cell_count as found_count,
        grid_cell_count as expected_count,
        {{ var('min_grid_pct') }} as min_pct,
        'cells of the grid of customers, months, categories and payment types' as what
    from counts
    union all
    select
        'customers_with_spends' as measure,
        customers_with_spends as found_count,
        customer_count as expected_count,
        {{ var('min_customers_with_spends_pct') }} as min_pct,
        'customers with spends' as what
    from counts
    union all
    select
        replace(counted.counted, ' ', '_') || '_as_before' as measure,
        counted.found_count,
        before.expected_count,
        case
            when counted.counted = 'customers' then 100 - {{ var('max_fewer_customers_pct') }}
            else {{ 0 if var('allow_fewer_members') else 100 }}
        end as min_pct,
        counted.counted || ' of the previous publication' as what
    from counted
    inner join before on counted.counted = before.counted
    where {{ 'true' if published else 'false' }}
)

select
    measure,
    cast(found_count as bigint) as found_count,
    cast(expected_count as bigint) as expected_count,
    cast(min_pct as double) as min_pct,
    what,
    expected_count > 0 and 100.0 * found_count >= min_pct * expected_count as is_enough
from measures
