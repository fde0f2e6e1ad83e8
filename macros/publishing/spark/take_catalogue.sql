{#- Notes in both places, on Spark, that this command changes the tables. -#}
{% macro take_catalogue() -%}
    {%- do run_query(
        "insert overwrite table operations.catalogue_commands values ('" ~ invocation_id ~ "')"
    ) -%}
    {%- do ask(
        'create or replace table operations.catalogue_commands as select '
        ~ duckdb_text(invocation_id) ~ ' as invocation_id'
    ) -%}
{%- endmacro %}
