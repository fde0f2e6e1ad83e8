{#-
    What the publication that readers see rests on: number of customers, months, categories
    and payment types, and its data_origin. None where nothing is published.
-#}
{% macro published_before() -%}
    {%- if execute -%}
        {{ return(fromjson(
            ask('select published_before(' ~ duckdb_text(target.name) ~ ')')[0][0]
        )) }}
    {%- endif -%}
{%- endmacro %}
