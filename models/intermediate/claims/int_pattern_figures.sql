-- Grain: one row per group: the category that lies furthest from everybody's share.
-- Partly shown where it goes with ages, genders and marital statuses held.
with furthest as (
    select
        *,
        row_number() over (
            partition by attribute, member
            order by
                case when is_distinctive then 0 else 1 end,
                abs(affinity_index - 100) desc,
                category asc
        ) as distance_rank
    from {{ ref('demographic_categories') }}
    where affinity_index is not null
)

select
    'own_pattern' as test,
    attribute,
    member,
    affinity_index as figure,
    'index points on ' || category || ', the furthest from 100' as unit,
    affinity_ci_low as ci_low,
    affinity_ci_high as ci_high,
    'with ages and genders held ' || {{ written('standardised_index') }} as comparison,
    customer_count,
    'demographic_categories' as evidence_mart,
    {{ lookup_key(
        ['attribute', 'member', 'category'], ['attribute', 'member', 'category']
    ) }} as evidence_key,
    'affinity_index' as evidence_column,
    coalesce(
        is_distinctive
        and (standardised_ci_low > 100 or standardised_ci_high < 100)
        and abs(standardised_index - 100)
        >= {{ var('distinctive_min_index_points') }},
        false
    ) as is_shown,
    coalesce(is_distinctive, false) as is_partly_shown
from furthest
where distance_rank = 1
