-- Grain: one row per key segment of two or three attributes whose members are all members
-- of small segments of its set.
select
    segments.key_segment,
    segments.attribute_set,
    segments.customer_count
from {{ ref('int_key_segment_sums') }} as segments
inner join {{ ref('int_key_segment_parts') }} as parts
    on segments.key_segment = parts.key_segment
inner join {{ ref('int_small_segment_members') }} as members
    on
        segments.attribute_set = members.attribute_set
        and parts.attribute = members.attribute
        and parts.member = members.member
group by
    segments.key_segment,
    segments.attribute_set,
    segments.attribute_count,
    segments.customer_count
having count(*) = segments.attribute_count
