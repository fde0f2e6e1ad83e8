-- Grain: one row per city.
select
    member as city,
    sort_order,
    {{ rounded(group_profile_measures()) }},
    reliability,
    is_suppressed
from {{ ref('int_published_profiles') }}
where attribute = 'city'
