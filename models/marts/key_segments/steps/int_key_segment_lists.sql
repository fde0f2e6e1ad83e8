-- Grain: one row per published key segment and list that it stands in: `all`, and `usable`
-- for the segments that use neither gender, age nor marital status.
select
    'all' as list_name,
    key_segment
from {{ ref('int_published_key_segments') }}
union all
select
    'usable' as list_name,
    key_segment
from {{ ref('int_published_key_segments') }}
where not uses_personal_attribute
