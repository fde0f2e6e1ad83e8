{#-
    The quantile of Student's t distribution with some degrees of freedom at the probability
    of var confidence_z: for estimates whose standard error comes from few replicates. The
    expansion of Abramowitz and Stegun, 26.7.5, right to 0.001 from nine degrees.
-#}
{% macro t_quantile(degrees) -%}
    {%- set z = var('confidence_z') -%}
    {{ z
        + (z ** 3 + z) / (4 * degrees)
        + (5 * z ** 5 + 16 * z ** 3 + 3 * z) / (96 * degrees ** 2)
        + (3 * z ** 7 + 19 * z ** 5 + 17 * z ** 3 - 15 * z) / (384 * degrees ** 3)
    }}
{%- endmacro %}
