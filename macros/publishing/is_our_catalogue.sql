{#-
    Whether the command that changed the tables last is the one that this warehouse knows of. On
    Spark they lie apart: in a catalogue, which other drivers may use, or which may be another.
-#}
{% macro is_our_catalogue() -%}
    {%- if target.type != 'spark' -%}
        {{ return(true) }}
    {%- endif -%}
    {%- do run_query('create schema if not exists operations') -%}
    {%- do run_query(
        'create table if not exists operations.catalogue_commands (invocation_id string)'
        ~ ' using parquet'
    ) -%}
    {#- another driver may have replaced its files -#}
    {%- do run_query('refresh table operations.catalogue_commands') -%}
    {%- set question = 'select max(invocation_id) from operations.catalogue_commands' -%}
    {{ return(run_query(question).rows[0][0] == ask(question)[0][0]) }}
{%- endmacro %}
