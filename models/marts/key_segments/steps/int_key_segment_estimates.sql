-- Grain: one row per key segment, of one to three attributes, with enough customers.
-- Empirical Bayes: a segment's own utilisation counts as much as its sample can tell it
-- from the expectation of the main effects.
with segments as (
    select
        sums.key_segment,
        sums.attribute_set,
        sums.attribute_count,
        sums.member_1,
        sums.member_2,
        sums.member_3,
        sums.customer_count,
        sums.utilisation_pct,
        sums.utilisation_standard_error_pct,
        expectations.expected_pct,
        expectations.expected_variance,
        -- of the difference between own and expected: what the effects explain is out of it
        power(expectations.residual_standard_error_pct, 2) as sampling_variance
    from {{ ref('int_key_segment_sums') }} as sums
    inner join {{ ref('int_key_segment_expectations') }} as expectations
        on sums.key_segment = expectations.key_segment
    where sums.customer_count >= {{ var('key_segment_min_customers') }}
),

-- squared distances from the expectations, in units of their sampling variance, and how
-- many of them the set's own main effects leave free
distances as (
    select
        attribute_set,
        sum(power(utilisation_pct - expected_pct, 2) / nullif(sampling_variance, 0))
            as squared_distance,
        sum(1 / nullif(sampling_variance, 0)) as precision_sum,
        greatest(
            0,
            count(nullif(sampling_variance, 0))
            - (
                1
                + count(distinct member_1)
                + count(distinct member_2)
                + count(distinct member_3)
                - max(attribute_count)
            )
        ) as free_count
    from segments
    group by attribute_set
),

-- how far segments truly lie from their expectations: method of moments
spread as (
    select
        attribute_set,
        greatest(0, (squared_distance - free_count) / nullif(precision_sum, 0))
            as true_variance
    from distances
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
),

shrunk as (
    select
        key_segment,
        attribute_set,
        attribute_count,
        customer_count,
        utilisation_pct,
        utilisation_standard_error_pct,
        expected_pct,
        expectation_weight,
        expectation_weight * expected_pct + (1 - expectation_weight) * utilisation_pct
            as shrunk_utilisation_pct,
        sqrt(
            (1 - expectation_weight) * sampling_variance
            + power(expectation_weight, 2) * expected_variance
        ) as shrunk_standard_error_pct
    from weighted
)

select * from shrunk
