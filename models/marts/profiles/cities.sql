-- Grain: one row per city.
select
    member as city,
    sort_order,
    {{ group_profile_measures() | join(',\n    ') }},
    reliability,
    is_suppressed
from {{ ref('int_published_profiles') }}
where attribute = 'city'
