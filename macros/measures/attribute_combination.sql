{#- The key of a combination of the five attributes, from their columns. -#}
{% macro attribute_combination(table=none) -%}
    {%- set prefix = table ~ '.' if table else '' -%}
    concat_ws(' | ', {{ prefix }}{{ demographics() | join(', ' ~ prefix) }})
{%- endmacro %}
