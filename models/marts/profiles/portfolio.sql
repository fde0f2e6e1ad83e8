-- Grain: one row: all customers.
select
    member as portfolio,
    {{ rounded(group_profile_measures()) }},
    reliability,
    is_suppressed
from {{ ref('int_published_profiles') }}
where attribute = 'portfolio'
