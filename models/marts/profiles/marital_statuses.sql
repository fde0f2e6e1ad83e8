-- Grain: one row per marital status.
select
    member as marital_status,
    sort_order,
    {{ rounded(group_profile_measures()) }},
    reliability,
    is_suppressed
from {{ ref('int_published_profiles') }}
where attribute = 'marital_status'
