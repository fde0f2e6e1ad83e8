-- Grain: one row per occupation.
select
    member as occupation,
    sort_order,
    {{ group_profile_measures() | join(',\n    ') }},
    reliability,
    is_suppressed
from {{ ref('int_published_profiles') }}
where attribute = 'occupation'
