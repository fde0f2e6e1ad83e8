{#-
    A statement that fails with a sentence: in a hook it ends the command with 1, as a failing
    node does. Spark computes a select only when its rows are asked for, which hooks do not do.
-#}
{% macro fail_with(message) -%}
    {%- if target.type == 'spark' -%}
        {#- one that failed before keeps its name -#}
        {%- do run_query('drop view if exists failed') -%}
        cache table failed as select raise_error({{ spark_text(message) }}) as message
    {%- else -%}
        select error({{ duckdb_text(message) }})
    {%- endif -%}
{%- endmacro %}
