-- Grain: one row per scenario, assumption moved and share of other spend that moves.
-- Beside its own share each scenario has shares from 0 to 100 %, to look for break-even.
{%- set others = launch_assumptions() | reject('equalto', 'moved_share_pct') | list %}
with shares as (
    {%- for share in range(0, 101, 5) %}
    select cast({{ share }} as double) as tried_share_pct
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

cases as (
    select
        scenario,
        moved_assumption,
        {{ launch_assumptions() | join(',\n        ') }}
    from {{ ref('int_launch_cases') }}
)

select
    scenario,
    moved_assumption,
    {{ others | join(',\n    ') }},
    moved_share_pct,
    false as is_tried
from cases
union all
select
    cases.scenario,
    cases.moved_assumption,
    {%- for assumption in others %}
    cases.{{ assumption }},
    {%- endfor %}
    shares.tried_share_pct as moved_share_pct,
    true as is_tried
from cases
cross join shares
where cases.moved_assumption = 'all'
