{#- The word that makes a CTE a step of its own: without it DuckDB copies each step's
    expressions into the next, and planning a long chain never ends. -#}
{% macro materialized_cte() -%}
    {{ adapter.dispatch('materialized_cte', 'mitron')() }}
{%- endmacro %}

{% macro default__materialized_cte() -%}
    materialized
{%- endmacro %}

{#- Spark knows no such word. -#}
{% macro spark__materialized_cte() -%}
{%- endmacro %}
