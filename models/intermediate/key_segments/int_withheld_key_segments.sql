-- Grain: one row per key segment that disclosure control withholds, however large.
-- The segments of one set that differ in one attribute only stand on a line: they sum to a
-- simpler segment, which may be published. Withheld is the block of members that small
-- segments have, at least two of each attribute, so that no line gives a small segment
-- away; where the unseen segments of a line hold a small group together, the line's
-- other segments too; and whatever divides a withheld segment or a hidden group further.
with thin_lines as (
    select
        kin.attribute_set,
        kin.added_attribute
    from {{ ref('int_key_segment_kin') }} as kin
    left join {{ ref('int_small_segment_blocks') }} as blocks
        on kin.key_segment = blocks.key_segment
    where
        kin.added_attribute is not null
        and (
            blocks.key_segment is not null
            or kin.customer_count < {{ var('key_segment_min_customers') }}
        )
    group by kin.attribute_set, kin.added_attribute, kin.simpler_segment
    having sum(kin.customer_count) < {{ var('disclosure_min_customers') }}
),

-- a thin line is widened by all members of its attribute: every segment that has the
-- block's members in its other attributes
widened as (
    select kin.key_segment
    from thin_lines
    inner join {{ ref('int_key_segment_kin') }} as kin
        on
            thin_lines.attribute_set = kin.attribute_set
            and thin_lines.added_attribute = kin.added_attribute
    inner join {{ ref('int_key_segment_kin') }} as block_kin
        on
            kin.simpler_segment = block_kin.simpler_segment
            and kin.attribute_set = block_kin.attribute_set
    inner join {{ ref('int_small_segment_blocks') }} as blocks
        on block_kin.key_segment = blocks.key_segment
),

withheld as (
    select key_segment from {{ ref('int_small_segment_blocks') }}
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
select kin.key_segment
from {{ ref('int_key_segment_kin') }} as kin
inner join withheld on kin.simpler_segment = withheld.key_segment
