{#- A part in per cent of its whole, as a double; null where the whole is zero. -#}
{% macro share_pct(part, whole) -%}
    100 * cast({{ part }} as double) / nullif(cast({{ whole }} as double), 0)
{%- endmacro %}
