-- Grain: one row per group: the category that lies furthest from everybody's share.
-- Ruled out where, with ages, genders and marital statuses held, no category lies far enough
-- from everybody's share to matter.
with furthest as (
    select
        *,
        row_number() over (
            partition by attribute, member
            order by
                case when is_distinctive then 0 else 1 end,
                abs(affinity_index - 100) desc,
                item asc
        ) as distance_rank,
        max(case
            when
                standardised_ci_low > 100 - {{ var('distinctive_min_index_points') }}
                and standardised_ci_high < 100 + {{ var('distinctive_min_index_points') }}
                then 0
            else 1
        end) over (partition by attribute, member) = 0 as is_ruled_out
    from {{ ref('int_published_spend_mix') }}
    where
        dimension = 'category'
        and {{ is_demographic('attribute') }}
        and affinity_index is not null
)

select
    'own_pattern' as test,
    attribute,
    member,
    affinity_index as figure,
    'index points, 100 = as everybody' as unit,
    affinity_ci_low as ci_low,
    affinity_ci_high as ci_high,
    concat(
        {{ written_group('attribute', 'member') }}, ' differ most on ', item, ': ',
        {{ written('affinity_index / 100', 2) }},
        ' times as large a part of their money as all customers spend on it',
        {{ written_interval(
            written('affinity_ci_low / 100', 2), written('affinity_ci_high / 100', 2)
        ) }},
        coalesce(
            '; with ages, genders and marital statuses held it is '
            || {{ written('standardised_index / 100', 2) }} || ' times', ''
        )
    ) as sentence,
    customer_count,
    'demographic_categories' as evidence_mart,
    {{ lookup_key(
        ['attribute', 'member', 'category'], ['attribute', 'member', 'item']
    ) }} as evidence_key,
    'affinity_index' as evidence_column,
    coalesce(
        is_distinctive
        and (standardised_ci_low > 100 or standardised_ci_high < 100)
        and abs(standardised_index - 100)
        >= {{ var('distinctive_min_index_points') }},
        false
    ) as is_shown,
    false as is_partly_shown,
    is_ruled_out
from furthest
where distance_rank = 1
