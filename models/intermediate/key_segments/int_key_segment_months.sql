-- Grain: one row per published key segment, list and month left out.
-- The weight of the expectation stays as it is, and the expectation moves with the level
-- of the portfolio: what changes is the segment's own spend.
with months as (
    select
        month_start_date,
        (sum(sum(total_spend_inr)) over () - sum(total_spend_inr))
        / nullif(sum(sum(total_spend_inr)) over (), 0) as kept_spend_share,
        cast(count(*) over () - 1 as double) / count(*) over () as kept_month_share
    from {{ ref('int_demographic_cell_months') }}
    group by month_start_date
),

spends as (
    select
        segments.key_segment,
        spends.month_start_date,
        sum(spends.total_spend_inr) as total_spend_inr
    from {{ ref('int_key_segment_cells') }} as segments
    inner join {{ ref('int_demographic_cell_months') }} as spends
        on segments.cell = spends.cell
    group by segments.key_segment, spends.month_start_date
),

left_out as (
    select
        estimates.key_segment,
        months.month_start_date,
        estimates.expectation_weight,
        estimates.shrunk_standard_error_pct,
        estimates.expected_pct * months.kept_spend_share
        / nullif(months.kept_month_share, 0) as expected_pct,
        estimates.utilisation_pct
        * (1 - coalesce(spends.total_spend_inr, 0) / nullif(sums.total_spend_inr, 0))
        / nullif(months.kept_month_share, 0) as utilisation_pct
    from {{ ref('int_published_key_segments') }} as published
    inner join {{ ref('int_key_segment_estimates') }} as estimates
        on published.key_segment = estimates.key_segment
    inner join {{ ref('int_key_segment_sums') }} as sums
        on published.key_segment = sums.key_segment
    cross join months
    left join spends
        on
            estimates.key_segment = spends.key_segment
            and months.month_start_date = spends.month_start_date
),

shrunk as (
    select
        lists.list_name,
        left_out.month_start_date,
        left_out.key_segment as item,
        left_out.shrunk_standard_error_pct as standard_error,
        left_out.expectation_weight * left_out.expected_pct
        + (1 - left_out.expectation_weight) * left_out.utilisation_pct as estimate
    from left_out
    inner join {{ ref('int_key_segment_lists') }} as lists
        on left_out.key_segment = lists.key_segment
    where left_out.utilisation_pct is not null
),

{{ tiers('shrunk', ['list_name', 'month_start_date'], 2) }}

select
    list_name,
    item as key_segment,
    month_start_date,
    estimate as shrunk_utilisation_pct,
    tier = 1 as is_in_top_tier
from tiered
