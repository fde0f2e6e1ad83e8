{#- A row of a relation as a JSON object, nulls included. -#}
{% macro row_as_json(relation) -%}
    {{ adapter.dispatch('row_as_json', 'mitron')(relation) }}
{%- endmacro %}

{% macro default__row_as_json(relation) -%}
    cast(to_json({{ relation }}) as string)
{%- endmacro %}

{% macro spark__row_as_json(relation) -%}
    to_json(struct({{ relation }}.*), map('ignoreNullFields', 'false'))
{%- endmacro %}
