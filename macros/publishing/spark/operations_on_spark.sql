{#- The folder of schema operations in Spark's catalogue: a URL. -#}
{% macro operations_on_spark() -%}
    {%- set described = run_query('describe schema extended operations').rows -%}
    {{ return(described | selectattr(0, 'equalto', 'Location') | map(attribute=1) | first) }}
{%- endmacro %}
