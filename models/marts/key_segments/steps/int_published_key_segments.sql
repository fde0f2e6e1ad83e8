-- Grain: one row per published key segment: of two or three attributes, with enough
-- customers, and not withheld.
with personal as (
    select
        key_segment,
        max(case when is_personal then 1 else 0 end) = 1 as uses_personal_attribute
    from {{ ref('int_key_segment_parts') }}
    group by key_segment
)

select
    segments.key_segment,
    personal.uses_personal_attribute
from {{ ref('int_key_segment_sums') }} as segments
inner join personal on segments.key_segment = personal.key_segment
left join {{ ref('int_withheld_key_segments') }} as withheld
    on segments.key_segment = withheld.key_segment
where
    segments.attribute_count > 1
    and segments.customer_count >= {{ var('key_segment_min_customers') }}
    and withheld.key_segment is null
