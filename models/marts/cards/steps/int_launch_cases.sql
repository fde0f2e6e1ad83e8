-- Grain: one row per scenario (low, base, high) and assumption that is moved: `all`
-- together, or one alone with the others at base.
with cases as (
    {%- for scenario in ['low', 'base', 'high'] %}
    select
        '{{ scenario }}' as scenario,
        'all' as moved_assumption
    union all
    {%- endfor %}
    {%- for scenario in ['low', 'high'] %}
    select
        '{{ scenario }}' as scenario,
        assumption as moved_assumption
    from {{ ref('launch_assumptions') }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

values_by_case as (
    select
        cases.scenario,
        cases.moved_assumption,
        assumptions.assumption,
        case
            when cases.moved_assumption not in ('all', assumptions.assumption)
                then assumptions.base
            when cases.scenario = 'low' then assumptions.low
            when cases.scenario = 'high' then assumptions.high
            else assumptions.base
        end as assumed
    from cases
    cross join {{ ref('launch_assumptions') }} as assumptions
)

select
    scenario,
    moved_assumption,
    {%- for assumption in launch_assumptions() %}
    max(case when assumption = '{{ assumption }}' then assumed end)
        as {{ assumption }},
    {%- endfor %}
    count(*) as assumption_count
from values_by_case
group by scenario, moved_assumption
