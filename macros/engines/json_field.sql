{#- The text of a field of a JSON object; null where it has none, or null. -#}
{% macro json_field(object, field) -%}
    {{ adapter.dispatch('json_field', 'mitron')(object, field) }}
{%- endmacro %}

{% macro default__json_field(object, field) -%}
    json_extract_string({{ object }}, '$.{{ field }}')
{%- endmacro %}

{% macro spark__json_field(object, field) -%}
    get_json_object({{ object }}, '$.{{ field }}')
{%- endmacro %}
