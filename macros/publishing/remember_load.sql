{#- Notes how a delivered table was read, for `data_quality`. -#}
{% macro remember_load(loaded) -%}
    {%- set table_name = dbt.string_literal(model.name | replace('raw_', '')) -%}
    {%- do run_query('delete from operations.loaded_deliveries where table_name = ' ~ table_name) -%}
    {%- do run_query(
        'insert into operations.loaded_deliveries values (' ~ table_name ~ ', '
        ~ loaded['file_count'] ~ ', ' ~ loaded['ignored_column_count'] ~ ')'
    ) -%}
{%- endmacro %}
