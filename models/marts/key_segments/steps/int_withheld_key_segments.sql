-- Grain: one row per key segment that disclosure control withholds, however large.
-- The segments of one set that differ in one attribute only stand on a line: they sum to a
-- simpler segment, which may be published. Withheld is the block of members that small
-- segments have, at least two of each attribute, so that no line gives a small segment
-- away; where the unseen segments of a line hold a small group together, the line's
-- other segments too; and whatever divides a withheld segment or a hidden group further.
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
),

-- members that a small segment of the set has, at least two of each attribute
small_members as (
    select
        attribute_set,
        attribute,
        member
    from ranked
    where has_small_segment = 1 or (has_small_set = 1 and member_rank <= 2)
),

-- the segments whose members are all members of small segments
blocks as (
    select
        segments.key_segment,
        segments.attribute_set
    from {{ ref('int_key_segment_sums') }} as segments
    inner join {{ ref('int_key_segment_parts') }} as parts
        on segments.key_segment = parts.key_segment
    inner join small_members as members
        on
            segments.attribute_set = members.attribute_set
            and parts.attribute = members.attribute
            and parts.member = members.member
    group by segments.key_segment, segments.attribute_set, segments.attribute_count
    having count(*) = segments.attribute_count
),

thin_lines as (
    select
        ancestors.attribute_set,
        ancestors.added_attribute
    from {{ ref('int_key_segment_ancestors') }} as ancestors
    left join blocks
        on ancestors.key_segment = blocks.key_segment
    where
        ancestors.added_attribute is not null
        and (
            blocks.key_segment is not null
            or ancestors.customer_count < {{ var('key_segment_min_customers') }}
        )
    group by ancestors.attribute_set, ancestors.added_attribute, ancestors.simpler_segment
    having sum(ancestors.customer_count) < {{ var('disclosure_min_customers') }}
),

-- a thin line is widened by all members of its attribute: every segment that has the
-- block's members in its other attributes
widened as (
    select ancestors.key_segment
    from thin_lines
    inner join {{ ref('int_key_segment_ancestors') }} as ancestors
        on
            thin_lines.attribute_set = ancestors.attribute_set
            and thin_lines.added_attribute = ancestors.added_attribute
    inner join {{ ref('int_key_segment_ancestors') }} as block_ancestors
        on
            ancestors.simpler_segment = block_ancestors.simpler_segment
            and ancestors.attribute_set = block_ancestors.attribute_set
    inner join blocks
        on block_ancestors.key_segment = blocks.key_segment
),

withheld as (
    select key_segment from blocks
    union
    select key_segment from widened
    union
    select parts.key_segment
    from {{ ref('int_key_segment_parts') }} as parts
    inner join {{ ref('int_hidden_groups') }} as hidden
        on parts.attribute = hidden.attribute and parts.member = hidden.member
    where parts.attribute_count = 1 and hidden.is_hidden
)

select key_segment from withheld
union
select ancestors.key_segment
from {{ ref('int_key_segment_ancestors') }} as ancestors
inner join withheld on ancestors.simpler_segment = withheld.key_segment
