{#- A folder is a schema: `models/marts/core` lands in `core`, not in `main_core`. -#}
{% macro generate_schema_name(custom_schema_name, node) -%}
    {{ custom_schema_name or target.schema }}
{%- endmacro %}
