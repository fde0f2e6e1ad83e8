{#- The texts of a group in one text, in an order: an aggregate. -#}
{% macro joined(text, separator, order_by) -%}
    {{ adapter.dispatch('joined', 'mitron')(text, separator, order_by) }}
{%- endmacro %}

{% macro default__joined(text, separator, order_by) -%}
    string_agg({{ text }}, '{{ separator }}' order by {{ order_by }})
{%- endmacro %}

{% macro spark__joined(text, separator, order_by) -%}
    string_agg({{ text }}, '{{ separator }}') within group (order by {{ order_by }})
{%- endmacro %}
