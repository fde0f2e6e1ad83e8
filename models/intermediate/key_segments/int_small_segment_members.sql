-- Grain: one row per set of attributes with a small segment, attribute and member that a
-- small segment of the set has: at least two members of each attribute.
with members as (
    select
        segments.attribute_set,
        parts.attribute,
        parts.member,
        max(case
            when segments.customer_count < {{ var('disclosure_min_customers') }} then 1
            else 0
        end) as has_small_segment,
        sum(segments.customer_count) as customer_count
    from {{ ref('int_key_segment_sums') }} as segments
    inner join {{ ref('int_key_segment_parts') }} as parts
        on segments.key_segment = parts.key_segment
    where segments.attribute_count > 1
    group by segments.attribute_set, parts.attribute, parts.member
),

ranked as (
    select
        *,
        max(has_small_segment) over (partition by attribute_set) as has_small_set,
        row_number() over (
            partition by attribute_set, attribute
            order by has_small_segment desc, customer_count asc, member asc
        ) as member_rank
    from members
)

select
    attribute_set,
    attribute,
    member
from ranked
where has_small_segment = 1 or (has_small_set = 1 and member_rank <= 2)
