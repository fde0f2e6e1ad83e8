-- Grain: one row per key segment and simpler segment that holds it: with one attribute or
-- two attributes fewer.
with segments as (
    select
        key_segment,
        attribute_set,
        attribute_count,
        customer_count
    from {{ ref('int_key_segment_sums') }}
),

shared as (
    select
        parts.key_segment,
        simpler_parts.key_segment as simpler_segment
    from {{ ref('int_key_segment_parts') }} as parts
    inner join {{ ref('int_key_segment_parts') }} as simpler_parts
        on
            parts.attribute = simpler_parts.attribute
            and parts.member = simpler_parts.member
            and parts.attribute_count > simpler_parts.attribute_count
    group by
        parts.key_segment,
        simpler_parts.key_segment,
        simpler_parts.attribute_count
    having count(*) = simpler_parts.attribute_count
)

select
    shared.key_segment,
    segments.attribute_set,
    segments.attribute_count,
    segments.customer_count,
    shared.simpler_segment,
    simpler.attribute_count as simpler_attribute_count,
    simpler.customer_count as simpler_customer_count
from shared
inner join segments on shared.key_segment = segments.key_segment
inner join segments as simpler on shared.simpler_segment = simpler.key_segment
