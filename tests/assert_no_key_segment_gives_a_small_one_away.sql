-- What a published segment or group holds beyond its published parts is nobody, or ten and
-- more customers.
select
    kin.simpler_segment,
    kin.attribute_set,
    sum(kin.customer_count) as unseen_customer_count
from {{ ref('int_key_segment_kin') }} as kin
left join {{ ref('key_segments') }} as parts on kin.key_segment = parts.key_segment
left join {{ ref('key_segments') }} as simpler
    on kin.simpler_segment = simpler.key_segment
where
    kin.added_attribute is not null
    and parts.key_segment is null
    and (simpler.key_segment is not null or kin.simpler_attribute_count = 1)
group by kin.simpler_segment, kin.attribute_set
having sum(kin.customer_count) < {{ var('disclosure_min_customers') }}
