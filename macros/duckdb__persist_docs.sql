{#-
    Comments a relation and its columns in one statement. dbt's own takes three, one of them
    to ask which of the described columns are there, 120 times a build: here a described
    column that is not there fails the build.
-#}
{% macro duckdb__persist_docs(relation, model, for_relation, for_columns) -%}
    {%- set comments -%}
        {%- if for_relation and config.persist_relation_docs() and model.description %}
        {{ alter_relation_comment(relation, model.description) }}
        {%- endif %}
        {%- if for_columns and config.persist_column_docs() -%}
        {%- for name, column in model.columns.items() %}
        comment on column {{ relation }}.{{ adapter.quote(name) }}
        is {{ duckdb_escape_comment(column['description']) }};
        {%- endfor %}
        {%- endif -%}
    {%- endset -%}
    {%- if comments | trim -%}
        {%- do run_query(comments) -%}
    {%- endif -%}
{%- endmacro %}
