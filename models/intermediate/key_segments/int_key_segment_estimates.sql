-- Grain: one row per key segment, of one to three attributes, with enough customers.
-- Empirical Bayes: a segment's own utilisation counts as much as its sample can tell it
-- from the expectation of the main effects.
with segments as (
    select
        sums.key_segment,
        sums.attribute_set,
        sums.attribute_count,
        sums.customer_count,
        sums.utilisation_pct,
        sums.utilisation_standard_error_pct,
        expectations.expected_pct,
        expectations.expected_variance,
        power(sums.utilisation_standard_error_pct, 2) as sampling_variance
    from {{ ref('int_key_segment_sums') }} as sums
    inner join {{ ref('int_key_segment_expectations') }} as expectations
        on sums.key_segment = expectations.key_segment
    where sums.customer_count >= {{ var('key_segment_min_customers') }}
),

-- how far segments truly lie from their expectations: method of moments over the
-- segments of one set of attributes, weighted by precision
spread as (
    select
        attribute_set,
        greatest(
            0,
            (
                sum(power(utilisation_pct - expected_pct, 2) / nullif(sampling_variance, 0))
                - count(nullif(sampling_variance, 0))
            )
            / nullif(sum(1 / nullif(sampling_variance, 0)), 0)
        ) as true_variance
    from segments
    group by attribute_set
),

weighted as (
    select
        segments.*,
        coalesce(
            segments.sampling_variance
            / nullif(segments.sampling_variance + coalesce(spread.true_variance, 0), 0),
            0
        ) as expectation_weight
    from segments
    inner join spread on segments.attribute_set = spread.attribute_set
)

select
    *,
    expectation_weight * expected_pct + (1 - expectation_weight) * utilisation_pct
        as shrunk_utilisation_pct,
    sqrt(
        (1 - expectation_weight) * sampling_variance
        + power(expectation_weight, 2) * expected_variance
    ) as shrunk_standard_error_pct
from weighted
