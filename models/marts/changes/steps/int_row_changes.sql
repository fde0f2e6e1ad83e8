-- Grain: one row per published mart and kind of change: how many of its rows.
{%- for outcome in ['added', 'removed', 'changed'] %}
select
    mart,
    '{{ outcome }}' as measure,
    sum(case when outcome = '{{ outcome }}' then 1 else 0 end) as row_count
from {{ ref('int_changed_rows') }}
where exists (select 1 from {{ ref('int_previous_rows') }})
group by mart
{{- '\nunion all' if not loop.last }}
{%- endfor %}
