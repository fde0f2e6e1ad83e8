{#- The delivered values of a row as text, in the order given, joined by commas. -#}
{% macro delivered_row(columns) -%}
    concat_ws(',' {%- for column in columns %}, coalesce({{ column }}, ''){% endfor %})
{%- endmacro %}
