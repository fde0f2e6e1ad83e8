{#- The texts of a group in one text, in an order: an aggregate. -#}
{% macro joined(text, separator, order_by) -%}
    string_agg({{ text }}, '{{ separator }}' order by {{ order_by }})
{%- endmacro %}
