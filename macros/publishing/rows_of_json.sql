{#- A subquery of the rows of a JSON array of objects, on DuckDB. -#}
{% macro rows_of_json(text, types) -%}
    {%- set fields = {} -%}
    {%- for name, type in types.items() -%}
        {%- do fields.update({name: ['varchar'] if type.endswith('[]') else type}) -%}
    {%- endfor -%}
    {{ return(
        '(select row.* from (select unnest(from_json(' ~ duckdb_text(text) ~ ', '
        ~ duckdb_text(tojson([fields])) ~ ')) as row))'
    ) }}
{%- endmacro %}
