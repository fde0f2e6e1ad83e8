-- Grain: one row per segment.
select
    member as segment,
    sort_order,
    {{ rounded(group_profile_measures()) }},
    reliability,
    is_suppressed
from {{ ref('int_published_profiles') }}
where attribute = 'segment'
