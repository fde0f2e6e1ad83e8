-- Grain: one row per published key segment that a simpler segment explains.
-- Explained: its utilisation does not differ from that of the simpler one. Of several the
-- one with the fewest attributes is named, then the nearest.
with pairs as (
    select
        ancestors.key_segment,
        ancestors.simpler_segment,
        ancestors.simpler_attribute_count,
        abs(segments.utilisation_pct - simpler.utilisation_pct)
            as difference_points,
        sqrt(
            power(segments.utilisation_standard_error_pct, 2)
            + power(simpler.utilisation_standard_error_pct, 2)
        ) as standard_error
    from {{ ref('int_key_segment_ancestors') }} as ancestors
    inner join {{ ref('int_published_key_segments') }} as published
        on ancestors.key_segment = published.key_segment
    inner join {{ ref('int_key_segment_sums') }} as segments
        on ancestors.key_segment = segments.key_segment
    inner join {{ ref('int_key_segment_sums') }} as simpler
        on ancestors.simpler_segment = simpler.key_segment
),

ranked as (
    select
        *,
        row_number() over (
            partition by key_segment
            order by simpler_attribute_count, difference_points, simpler_segment
        ) as simplicity_rank
    from pairs
    where difference_points <= {{ var('confidence_z') }} * standard_error
)

select
    key_segment,
    simpler_segment
from ranked
where simplicity_rank = 1
