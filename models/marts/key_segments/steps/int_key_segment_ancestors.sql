-- Grain: one row per key segment and simpler segment that holds it: with one attribute or
-- two attributes fewer.
with parts as (
    select
        key_segment,
        attribute_count,
        attribute,
        member
    from {{ ref('int_key_segment_parts') }}
),

shared as (
    select
        parts.key_segment,
        simpler_parts.key_segment as simpler_segment
    from parts
    inner join parts as simpler_parts
        on
            parts.attribute = simpler_parts.attribute
            and parts.member = simpler_parts.member
            and parts.attribute_count > simpler_parts.attribute_count
    group by
        parts.key_segment,
        simpler_parts.key_segment,
        simpler_parts.attribute_count
    having count(*) = simpler_parts.attribute_count
),

added as (
    select
        shared.key_segment,
        shared.simpler_segment,
        case when count(*) = 1 then max(parts.attribute) end as added_attribute
    from shared
    inner join parts on shared.key_segment = parts.key_segment
    left join parts as simpler_parts
        on
            shared.simpler_segment = simpler_parts.key_segment
            and parts.attribute = simpler_parts.attribute
    where simpler_parts.attribute is null
    group by shared.key_segment, shared.simpler_segment
)

select
    added.key_segment,
    segments.attribute_set,
    segments.customer_count,
    added.simpler_segment,
    simpler.attribute_count as simpler_attribute_count,
    added.added_attribute
from added
inner join {{ ref('int_key_segment_sums') }} as segments
    on added.key_segment = segments.key_segment
inner join {{ ref('int_key_segment_sums') }} as simpler
    on added.simpler_segment = simpler.key_segment
