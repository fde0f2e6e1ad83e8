{#- A delivered row as its file wrote it: the columns, joined by commas. -#}
{% macro delivered_row(columns) -%}
    concat_ws(',' {%- for column in columns %}, coalesce({{ column }}, ''){% endfor %})
{%- endmacro %}
