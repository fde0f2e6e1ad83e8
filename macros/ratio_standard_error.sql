{#-
    Standard error of the ratio of sums sum(y) / sum(x), customers being the sample: an
    aggregate over one row per customer.

    With R = sum(y) / sum(x) and e = y - R x, it is sqrt(n / (n - 1) * sum(e * e)) / sum(x),
    where sum(e * e) = sum(y * y) - 2 R sum(x * y) + R * R sum(x * x): one scan, and what
    rounding leaves below zero is zero. Null for a single customer or where sum(x) is zero.
    Source: Cochran, Sampling Techniques, 3rd ed. 1977, section 2.11.
-#}
{% macro ratio_standard_error(y, x) -%}
    sqrt(
        cast(count({{ y }}) as double) / nullif(count({{ y }}) - 1, 0)
        * greatest(
            0,
            sum({{ y }} * {{ y }})
            - 2 * (sum({{ y }}) / nullif(sum({{ x }}), 0)) * sum({{ x }} * {{ y }})
            + power(sum({{ y }}) / nullif(sum({{ x }}), 0), 2) * sum({{ x }} * {{ x }})
        )
    )
    / nullif(sum({{ x }}), 0)
{%- endmacro %}
