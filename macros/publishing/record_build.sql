{#- Writes the one row that says whether the marts in the warehouse may be published. -#}
{% macro record_build(build_state, tests_passed) -%}
    {%- do run_query('create schema if not exists operations') -%}
    {%- do run_query(
        'create or replace table operations.build_state as select '
        ~ dbt.string_literal(invocation_id) ~ ' as build_id, '
        ~ dbt.string_literal(build_state) ~ ' as build_state, '
        ~ tests_passed ~ ' as tests_passed'
    ) -%}
{%- endmacro %}
