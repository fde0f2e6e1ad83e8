-- Grain: one row per key segment: the utilisation that the main effects alone let expect.
with replicates as (
    select
        segments.key_segment,
        expectations.replicate,
        100 * sum(expectations.expected_monthly_spend_inr) / sum(cells.monthly_income_inr)
            as expected_pct
    from {{ ref('int_key_segment_cells') }} as segments
    inner join {{ ref('int_demographic_cells') }} as cells on segments.cell = cells.cell
    inner join {{ ref('int_cell_expectations') }} as expectations
        on segments.cell = expectations.cell
    group by segments.key_segment, expectations.replicate
),

-- delete-a-group jackknife of the effects, around the level of the portfolio
spread as (
    select
        key_segment,
        max(case when replicate = 0 then expected_pct end) as expected_pct,
        (count(case when replicate > 0 then 1 end) - 1)
        * var_pop(case when replicate > 0 then expected_pct end) as effects_variance
    from replicates
    group by key_segment
)

select
    spread.key_segment,
    spread.expected_pct,
    spread.effects_variance
    + power(
        spread.expected_pct
        * portfolio.utilisation_standard_error_pct
        / nullif(portfolio.utilisation_pct, 0),
        2
    ) as expected_variance
from spread
cross join {{ ref('int_group_profiles') }} as portfolio
where portfolio.attribute = 'portfolio'
