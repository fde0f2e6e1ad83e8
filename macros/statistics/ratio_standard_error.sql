{#-
    Standard error of the ratio of sums sum(y) / sum(x), customers being the sample: an
    aggregate over one row per customer.

    With R = sum(y) / sum(x) and e = y - R x, it is sqrt(n / (n - 1) * sum(e * e)) / sum(x),
    where sum(e * e) = sum(y * y) - 2 R sum(x * y) + R * R sum(x * x): one scan, and what
    rounding leaves below zero is zero. Null for a single customer or where sum(x) is zero.
    Source: Cochran, Sampling Techniques, 3rd ed. 1977, section 2.11.
-#}
{% macro ratio_standard_error(y, x) -%}
    {{ ratio_standard_error_of_sums(
        'count(' ~ y ~ ')',
        'sum(' ~ y ~ ')',
        'sum(' ~ x ~ ')',
        'sum(' ~ y ~ ' * ' ~ y ~ ')',
        'sum(' ~ x ~ ' * ' ~ y ~ ')',
        'sum(' ~ x ~ ' * ' ~ x ~ ')',
    ) }}
{%- endmacro %}
