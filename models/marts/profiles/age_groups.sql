-- Grain: one row per age group.
select
    member as age_group,
    sort_order,
    {{ rounded(group_profile_measures()) }},
    reliability,
    is_suppressed
from {{ ref('int_published_profiles') }}
where attribute = 'age_group'
