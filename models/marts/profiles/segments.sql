-- Grain: one row per segment.
select
    member as segment,
    sort_order,
    {{ group_profile_measures() | join(',\n    ') }},
    reliability,
    is_suppressed
from {{ ref('int_published_profiles') }}
where attribute = 'segment'
