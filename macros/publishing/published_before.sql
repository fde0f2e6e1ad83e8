{#-
    What the publication that readers see rests on: number of customers, months, categories
    and payment types, and its data_origin. None where nothing is published.
-#}
{% macro published_before() -%}
    {%- if execute -%}
        {{ return(adapter.dispatch('published_before', 'mitron')()) }}
    {%- endif -%}
{%- endmacro %}

{% macro default__published_before() -%}
    {{ return(fromjson(
        run_query("select published_before('" ~ target.name ~ "')").rows[0][0]
    )) }}
{%- endmacro %}

{#- On Spark nothing is published beside the tables. -#}
{% macro spark__published_before() -%}
    {{ return(none) }}
{%- endmacro %}
