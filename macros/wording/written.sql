{#- A number as a sentence writes it: rounded to so many decimals, as text. -#}
{% macro written(number, decimals=1) -%}
    cast(cast({{ number }} as decimal(18, {{ decimals }})) as string)
{%- endmacro %}
