{#-
    Run it with `dbt run-operation rollback_marts`: brings the previous publication of the
    files back; twice leads to the newer one again. PostgreSQL keeps no previous set.
-#}
{% macro rollback_marts() -%}
    {%- if target.name in ('serve', 'spark_serve') -%}
        {%- do exceptions.raise_compiler_error(
            'Not rolled back: PostgreSQL keeps no previous publication; run dbt build --target '
            ~ target.name ~ ' on the delivery that readers should see.'
        ) -%}
    {%- endif -%}
    {%- set answer = fromjson(ask('select roll_back_publication()')[0][0]) -%}
    {%- if not answer['is_published'] -%}
        {%- do exceptions.raise_compiler_error(answer['message']) -%}
    {%- endif -%}
    {%- do log(answer['message'], info=true) -%}
{%- endmacro %}
