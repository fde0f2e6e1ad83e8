-- Grain: one row per published key segment, list and month left out.
-- On the segments' own figures: a segment that leads because of one month loses the lead
-- without it.
with combination_months as (
    select
        {{ attribute_combination('customers') }} as combination,
        months.month_start_date,
        sum(cast(months.total_spend_inr as double)) as total_spend_inr
    from {{ ref('int_customer_months') }} as months
    inner join {{ ref('stg_customers') }} as customers
        on months.customer_id = customers.customer_id
    group by {{ attribute_combination('customers') }}, months.month_start_date
),

months as (
    select
        month_start_date,
        cast(count(*) over () - 1 as double) / count(*) over () as kept_month_share
    from combination_months
    group by month_start_date
),

spends as (
    select
        segments.key_segment,
        spends.month_start_date,
        sum(spends.total_spend_inr) as total_spend_inr
    from {{ ref('int_key_segment_combinations') }} as segments
    inner join combination_months as spends
        on segments.combination = spends.combination
    group by segments.key_segment, spends.month_start_date
),

left_out as (
    select
        published.key_segment,
        months.month_start_date,
        sums.utilisation_standard_error_pct,
        sums.utilisation_pct
        * (1 - coalesce(spends.total_spend_inr, 0) / nullif(sums.total_spend_inr, 0))
        / nullif(months.kept_month_share, 0) as utilisation_pct
    from {{ ref('int_published_key_segments') }} as published
    inner join {{ ref('int_key_segment_sums') }} as sums
        on published.key_segment = sums.key_segment
    cross join months
    left join spends
        on
            published.key_segment = spends.key_segment
            and months.month_start_date = spends.month_start_date
),

own_figures as (
    select
        lists.list_name,
        left_out.month_start_date,
        left_out.key_segment as item,
        left_out.utilisation_pct as estimate,
        left_out.utilisation_standard_error_pct as standard_error
    from left_out
    inner join {{ ref('int_key_segment_lists') }} as lists
        on left_out.key_segment = lists.key_segment
    where left_out.utilisation_pct is not null
),

{{ tiers('own_figures', ['list_name', 'month_start_date'], 2) }}

select
    list_name,
    item as key_segment,
    month_start_date,
    estimate as utilisation_pct,
    tier = 1 as is_in_top_tier
from tiered
