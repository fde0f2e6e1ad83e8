{#- A subquery of the rows of a JSON array of objects, on DuckDB. -#}
{% macro rows_of_json(text, types) -%}
    {%- set fields = [] -%}
    {%- for name, type in types.items() -%}
        {%- do fields.append(
            '"' ~ name ~ '": ' ~ ('["varchar"]' if type.endswith('[]') else '"' ~ type ~ '"')
        ) -%}
    {%- endfor -%}
    {{ return(
        '(select row.* from (select unnest(from_json('
        ~ dbt.string_literal(dbt.escape_single_quotes(text))
        ~ ", '[{" ~ fields | join(', ') ~ "}]')) as row))"
    ) }}
{%- endmacro %}
