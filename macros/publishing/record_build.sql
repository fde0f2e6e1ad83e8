{#- Writes the one row that says whether the marts in the warehouse may be published. -#}
{% macro record_build(build_state, tests_passed) -%}
    {%- do run_query('create schema if not exists operations') -%}
    {{ adapter.dispatch('record_build', 'mitron')(
        'select '
        ~ dbt.string_literal(invocation_id) ~ ' as build_id, '
        ~ dbt.string_literal(build_state) ~ ' as build_state, '
        ~ tests_passed ~ ' as tests_passed'
    ) }}
{%- endmacro %}

{% macro default__record_build(row) -%}
    {%- do run_query('create or replace table operations.build_state as ' ~ row) -%}
{%- endmacro %}

{#- Spark's own tables can be overwritten, not replaced. -#}
{% macro spark__record_build(row) -%}
    {%- do run_query(
        'create table if not exists operations.build_state'
        ~ ' (build_id string, build_state string, tests_passed int) using parquet'
    ) -%}
    {%- do run_query('insert overwrite table operations.build_state ' ~ row) -%}
{%- endmacro %}
