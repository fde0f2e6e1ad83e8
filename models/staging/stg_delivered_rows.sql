-- Grain: one row per delivered table.
-- A table: what was delivered is counted once, and whoever judges it reads the count.
{{ config(materialized='table') }}

{% for table_name in ['customers', 'spends'] %}
select
    '{{ table_name }}' as table_name,
    count(*) - count(case when {{ is_blank_row(table_name) }} then 1 end) as row_count,
    count(case when {{ is_blank_row(table_name) }} then 1 end) as ignored_count
from {{ ref('raw_' ~ table_name) }}
{{ 'union all' if not loop.last }}
{% endfor %}
