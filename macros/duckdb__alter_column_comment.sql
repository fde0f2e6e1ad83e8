{#-
    Comments every described column in one statement. dbt-duckdb's own asks for the columns
    of each relation first, to leave out what is described but not there: here a column that
    is not there fails the build, and the question is spared 120 times.
-#}
{% macro duckdb__alter_column_comment(relation, column_dict) -%}
    {%- for name, column in column_dict.items() %}
    comment on column {{ relation }}.{{ adapter.quote(name) }}
    is {{ duckdb_escape_comment(column['description']) }};
    {%- endfor %}
{%- endmacro %}
