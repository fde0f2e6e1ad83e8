-- Grain: one row per gender.
select
    member as gender,
    sort_order,
    {{ rounded(group_profile_measures()) }},
    reliability,
    is_suppressed
from {{ ref('int_published_profiles') }}
where attribute = 'gender'
