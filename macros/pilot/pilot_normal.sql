{#-
    A standard normal number that depends on the text alone, the same on every machine:
    Box-Muller on two numbers in (0, 1) that the text's md5 gives.
-#}
{% macro pilot_normal(text) -%}
    {%- set uniforms = [] -%}
    {%- for source in [text, text ~ " || '#'"] -%}
        {%- do uniforms.append(
            "((cast('0x' || substr(md5(" ~ source ~ "), 1, 8) as bigint) + 0.5) / 4294967296)"
        ) -%}
    {%- endfor -%}
    (
        sqrt(-2 * ln({{ uniforms[0] }}))
        * cos(2 * pi() * {{ uniforms[1] }})
    )
{%- endmacro %}
