{#-
    Which cells of a table of counts disclosure control hides: customers by `group` (segment or
    card) and by member of an attribute.

    A cell stands on two margins: the group's members and the member's groups. Hidden is the
    block of groups and members that hold a small cell, at least two of each, so that no hidden
    cell is the only one on a margin. The smallest partners complete the block, and more of them
    while the marked groups' hidden cells hold a small group together.

    `counts` is a relation with the columns of `group`, attribute, member and customer_count.
    Writes the CTE `hidden`: group, attribute, member and is_hidden.
-#}
{% macro hidden_cells(counts, group) -%}
cells as (
    select
        cells.{{ group }},
        cells.attribute,
        cells.member,
        cells.customer_count,
        rows_hidden.is_hidden or members.is_hidden as is_group_hidden,
        cells.customer_count between 1 and {{ var('disclosure_min_customers') }} - 1
        and not rows_hidden.is_hidden
        and not members.is_hidden as is_small
    from {{ counts }} as cells
    inner join {{ ref('int_hidden_groups') }} as rows_hidden
        on rows_hidden.attribute = '{{ group }}' and cells.{{ group }} = rows_hidden.member
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
            partition by attribute, {{ group }}
        ) as is_row_marked,
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
        sum(is_row_marked * customer_count) as marked_customer_count,
        row_number() over (
            partition by attribute
            order by
                is_member_marked desc,
                case when sum(is_row_marked * customer_count) = 0 then 1 else 0 end asc,
                sum(is_row_marked * customer_count) asc,
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

ranked_rows as (
    select
        marked.attribute,
        marked.{{ group }},
        marked.is_row_marked,
        row_number() over (
            partition by marked.attribute
            order by
                marked.is_row_marked desc,
                case when min(marked.customer_count) = 0 then 1 else 0 end asc,
                sum(marked.customer_count) asc,
                marked.{{ group }} asc
        ) as row_rank
    from marked
    inner join block_members
        on
            marked.attribute = block_members.attribute
            and marked.member = block_members.member
    where not marked.is_group_hidden
    group by marked.attribute, marked.{{ group }}, marked.is_row_marked
),

hidden as (
    select
        cells.{{ group }},
        cells.attribute,
        cells.member,
        cells.is_group_hidden or (
            block_members.member is not null
            and coalesce(
                ranked_rows.is_row_marked = 1 or ranked_rows.row_rank <= 2,
                false
            )
        ) as is_hidden
    from cells
    left join block_members
        on
            cells.attribute = block_members.attribute
            and cells.member = block_members.member
    left join ranked_rows
        on
            cells.attribute = ranked_rows.attribute
            and cells.{{ group }} = ranked_rows.{{ group }}
)
{%- endmacro %}
