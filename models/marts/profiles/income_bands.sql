-- Grain: one row per income band.
select
    profiles.member as income_band,
    profiles.sort_order,
    bands.income_from_inr,
    bands.income_below_inr,
    {{ rounded(group_profile_measures()) }},
    profiles.reliability,
    profiles.is_suppressed
from {{ ref('int_published_profiles') }} as profiles
inner join {{ ref('int_income_bands') }} as bands
    on profiles.member = bands.income_band
where profiles.attribute = 'income_band'
