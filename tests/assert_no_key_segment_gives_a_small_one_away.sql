-- What a published segment or group holds beyond its published parts is nobody, or ten and
-- more customers.
with shown as (
    select key_segment
    from {{ ref('key_segments') }}
    union all
    select groups.key_segment
    from {{ ref('int_key_segment_parts') }} as groups
    inner join {{ ref('int_hidden_groups') }} as hidden
        on groups.attribute = hidden.attribute and groups.member = hidden.member
    where groups.attribute_count = 1 and not hidden.is_hidden
)

select
    ancestors.simpler_segment,
    ancestors.attribute_set,
    sum(ancestors.customer_count) as unseen_customer_count
from {{ ref('int_key_segment_ancestors') }} as ancestors
inner join shown on ancestors.simpler_segment = shown.key_segment
left join {{ ref('key_segments') }} as parts on ancestors.key_segment = parts.key_segment
where ancestors.added_attribute is not null and parts.key_segment is null
group by ancestors.simpler_segment, ancestors.attribute_set
having sum(ancestors.customer_count) < {{ var('disclosure_min_customers') }}
