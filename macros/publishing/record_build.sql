{#- Writes the one row that says whether the tables in Spark's catalogue are a complete build. -#}
{% macro record_build(build_state, tests_passed) -%}
    {%- do run_query('create schema if not exists operations') -%}
    {%- do run_query(
        'create table if not exists operations.build_state'
        ~ ' (build_id string, build_state string, tests_passed int) using parquet'
    ) -%}
    {%- do run_query(
        'insert overwrite table operations.build_state select '
        ~ dbt.string_literal(invocation_id) ~ ', '
        ~ dbt.string_literal(build_state) ~ ', '
        ~ tests_passed
    ) -%}
{%- endmacro %}
