-- Grain: one row per gender.
select
    member as gender,
    sort_order,
    {{ group_profile_measures() | join(',\n    ') }},
    reliability,
    is_suppressed
from {{ ref('int_published_profiles') }}
where attribute = 'gender'
