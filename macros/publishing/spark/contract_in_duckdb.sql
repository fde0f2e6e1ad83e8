{#- The statements that make a table to publish, without rows, as a build on DuckDB has it. -#}
{% macro contract_in_duckdb(table, types) -%}
    {%- set node = graph.nodes['model.' ~ project_name ~ '.' ~ table['name']] -%}
    {%- set name = table['schema'] ~ '.' ~ table['name'] -%}
    {%- set definitions = [] -%}
    {%- for column, type in types.items() -%}
        {%- do definitions.append(column ~ ' ' ~ type) -%}
    {%- endfor -%}
    {%- if table['schema'] == 'marts' -%}
        {%- do definitions.append('primary key (' ~ table['key'] | join(', ') ~ ')') -%}
    {%- endif -%}
    {%- set statements = [
        'create or replace table ' ~ name ~ ' (' ~ definitions | join(', ') ~ ')',
        'comment on table ' ~ name ~ ' is ' ~ duckdb_text(node.description),
    ] -%}
    {%- for column in node.columns.values() -%}
        {%- do statements.append(
            'comment on column ' ~ name ~ '.' ~ column.name ~ ' is '
            ~ duckdb_text(column.description)
        ) -%}
    {%- endfor -%}
    {{ return(statements) }}
{%- endmacro %}
