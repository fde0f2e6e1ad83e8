-- Grain: one row: all customers.
select
    member as portfolio,
    {{ group_profile_measures() | join(',\n    ') }},
    reliability,
    is_suppressed
from {{ ref('int_published_profiles') }}
where attribute = 'portfolio'
