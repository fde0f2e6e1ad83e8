-- Grain: one row per segment, attribute and member: whether disclosure control hides it.
-- A cell stands on two margins: the segment's members and the member's segments. Hidden is
-- the block of segments and members that hold a small cell, at least two of each, so that
-- no hidden cell is the only one on a margin. The smallest partners complete the block,
-- and more of them while the marked segments' hidden cells hold a small group together.
with cells as (
    select
        cells.segment,
        cells.attribute,
        cells.member,
        cells.customer_count,
        segments.is_hidden or members.is_hidden as is_group_hidden,
        cells.customer_count between 1 and {{ var('disclosure_min_customers') }} - 1
        and not segments.is_hidden
        and not members.is_hidden as is_small
    from {{ ref('int_segment_members') }} as cells
    inner join {{ ref('int_hidden_groups') }} as segments
        on segments.attribute = 'segment' and cells.segment = segments.member
    inner join {{ ref('int_hidden_groups') }} as members
        on cells.attribute = members.attribute and cells.member = members.member
),

marked as (
    select
        *,
        max(case when is_small then 1 else 0 end) over (
            partition by attribute
        ) as is_attribute_marked,
        max(case when is_small then 1 else 0 end) over (
            partition by attribute, segment
        ) as is_segment_marked,
        max(case when is_small then 1 else 0 end) over (
            partition by attribute, member
        ) as is_member_marked
    from cells
),

ranked_members as (
    select
        attribute,
        member,
        is_member_marked,
        sum(is_segment_marked * customer_count) as marked_customer_count,
        row_number() over (
            partition by attribute
            order by
                is_member_marked desc,
                case when sum(is_segment_marked * customer_count) = 0 then 1 else 0 end asc,
                sum(is_segment_marked * customer_count) asc,
                member asc
        ) as member_rank
    from marked
    where is_attribute_marked = 1 and not is_group_hidden
    group by attribute, member, is_member_marked
),

running_members as (
    select
        *,
        sum(marked_customer_count) over (
            partition by attribute
            order by member_rank
            rows between unbounded preceding and current row
        ) - marked_customer_count as smaller_customer_count
    from ranked_members
),

block_members as (
    select
        attribute,
        member
    from running_members
    where
        is_member_marked = 1
        or member_rank <= 2
        or smaller_customer_count < {{ var('disclosure_min_customers') }}
),

ranked_segments as (
    select
        marked.attribute,
        marked.segment,
        marked.is_segment_marked,
        row_number() over (
            partition by marked.attribute
            order by
                marked.is_segment_marked desc,
                case when min(marked.customer_count) = 0 then 1 else 0 end asc,
                sum(marked.customer_count) asc,
                marked.segment asc
        ) as segment_rank
    from marked
    inner join block_members
        on
            marked.attribute = block_members.attribute
            and marked.member = block_members.member
    where not marked.is_group_hidden
    group by marked.attribute, marked.segment, marked.is_segment_marked
),

hidden as (
    select
        cells.segment,
        cells.attribute,
        cells.member,
        cells.is_group_hidden or (
            block_members.member is not null
            and coalesce(
                ranked_segments.is_segment_marked = 1 or ranked_segments.segment_rank <= 2,
                false
            )
        ) as is_hidden
    from cells
    left join block_members
        on
            cells.attribute = block_members.attribute
            and cells.member = block_members.member
    left join ranked_segments
        on
            cells.attribute = ranked_segments.attribute
            and cells.segment = ranked_segments.segment
)

select * from hidden
