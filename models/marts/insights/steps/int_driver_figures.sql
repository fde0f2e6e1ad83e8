-- Grain: one row per attribute: what differences between customers it is associated with.
-- Shown: surely enough to matter. Ruled out: surely not.
select
    'driver' as test,
    attribute,
    cast(null as string) as member,
    lost_without_pct as figure,
    '% of the differences between customers' as unit,
    lost_without_ci_low_pct as ci_low,
    lost_without_ci_high_pct as ci_high,
    concat(
        case attribute
            when 'age_group' then 'Age'
            when 'marital_status' then 'Marital status'
            else concat(upper(left(attribute, 1)), substr(attribute, 2))
        end,
        ' goes with ', {{ written('lost_without_pct') }},
        ' % of the differences in what part of their income customers spend, the others held',
        {{ written_interval(
            written('lost_without_ci_low_pct'), written('lost_without_ci_high_pct')
        ) }},
        ', and by itself with ', {{ written('explained_alone_pct') }}, ' %'
    ) as sentence,
    customer_count,
    'utilisation_drivers' as evidence_mart,
    {{ lookup_key(['attribute'], ['attribute']) }} as evidence_key,
    'lost_without_pct' as evidence_column,
    lost_without_ci_low_pct >= {{ var('driver_min_lost_pct') }} as is_shown,
    false as is_partly_shown,
    lost_without_ci_high_pct < {{ var('driver_min_lost_pct') }} as is_ruled_out
from {{ ref('int_published_drivers') }}
