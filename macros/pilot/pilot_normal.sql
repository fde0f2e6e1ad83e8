{#- A standard normal number that depends on the text alone (Box-Muller on its md5). -#}
{% macro pilot_normal(text) -%}
    (
        sqrt(-2 * ln({{ pilot_random(text) }}))
        * cos(2 * pi() * {{ pilot_random(text ~ " || '#'") }})
    )
{%- endmacro %}
