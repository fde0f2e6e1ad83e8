-- Grain: one row per income band.
-- Limits are those of the var, or the fifths of the accepted customers' incomes, rounded to
-- INR 1,000: an exact fifth would be somebody's income.
{%- set limits = var('income_band_limits_inr') %}
with limits as (
    {%- if limits %}
    {%- for limit in limits %}
    select cast({{ limit }} as double) as limit_inr
    {{ 'union all' if not loop.last }}
    {%- endfor %}
    {%- else %}
    {%- for fifth in range(1, 5) %}
    select
        1000 * round(
            percentile_cont({{ fifth / 5 }}) within group (
                order by cast(avg_monthly_income_inr as double)
            ) / 1000
        ) as limit_inr
    from {{ ref('stg_customers') }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
    {%- endif %}
),

-- nobody's income is below zero; equal fifths are one limit
starts as (
    select cast(0 as double) as income_from_inr
    union
    select limit_inr as income_from_inr
    from limits
    where limit_inr > 0
),

bands as (
    select
        cast(row_number() over (order by income_from_inr) as int) as sort_order,
        income_from_inr,
        lead(income_from_inr) over (order by income_from_inr) as income_below_inr
    from starts
)

select
    *,
    'Band ' || cast(sort_order as string) as income_band
from bands
