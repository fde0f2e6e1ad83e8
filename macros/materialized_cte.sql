{#- The word that makes a CTE a step of its own: without it DuckDB copies each step's
    expressions into the next, and planning a long chain never ends. -#}
{% macro materialized_cte() -%}
    {{ 'materialized' if target.type == 'duckdb' else '' }}
{%- endmacro %}
