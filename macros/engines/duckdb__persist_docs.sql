{#-
    Comments a relation and its columns in one statement. dbt's own takes three, one of them
    to ask which of the described columns are there, 120 times a build: here a described
    column that is not there fails the build. Packages get dbt's own.
-#}
{% macro duckdb__persist_docs(relation, model, for_relation, for_columns) -%}
    {%- if model.package_name != project_name -%}
        {{ return(dbt.default__persist_docs(relation, model, for_relation, for_columns)) }}
    {%- endif -%}
    {%- set comments = comments_of(relation, model, for_relation, for_columns) -%}
    {%- if comments | trim -%}
        {%- do run_query(comments) -%}
    {%- endif -%}
{%- endmacro %}
