{#-
    The quantile of Student's t distribution with some degrees of freedom at the probability
    of var confidence_z: for estimates whose standard error comes from few replicates. The
    expansion of Abramowitz and Stegun, 26.7.5, right to 0.001 from nine degrees.
-#}
{% macro t_quantile(degrees) -%}
    {%- set z = var('confidence_z') -%}
    {%- set d = '(' ~ degrees ~ ')' -%}
    (
        {{ z }}
        + (power({{ z }}, 3) + {{ z }}) / (4.0 * {{ d }})
        + (5 * power({{ z }}, 5) + 16 * power({{ z }}, 3) + 3 * {{ z }})
        / (96 * power({{ d }}, 2))
        + (
            3 * power({{ z }}, 7) + 19 * power({{ z }}, 5) + 17 * power({{ z }}, 3)
            - 15 * {{ z }}
        ) / (384 * power({{ d }}, 3))
    )
{%- endmacro %}
