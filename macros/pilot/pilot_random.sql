{#- A number in (0, 1) that depends on the text alone: the same on every machine. -#}
{% macro pilot_random(text) -%}
    ((cast('0x' || substr(md5({{ text }}), 1, 8) as bigint) + 0.5) / 4294967296)
{%- endmacro %}
