{#- A polynomial in x, by Horner's rule; coefficients from the highest power down. -#}
{% macro horner(x, coefficients) -%}
    {{ '(' * (coefficients | length) }}cast({{ coefficients[0] }} as double)
    {%- for coefficient in coefficients[1:] %}) * {{ x }} + {{ coefficient }}{% endfor %})
{%- endmacro %}
