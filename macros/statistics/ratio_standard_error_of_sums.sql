{#-
    Standard error of the ratio of sums y / x from sums over n customers: of y, of x, and
    of the products yy, xy and xx. See ratio_standard_error, which takes them from rows.
-#}
{% macro ratio_standard_error_of_sums(n, y, x, yy, xy, xx) -%}
    sqrt(
        cast({{ n }} as double) / nullif({{ n }} - 1, 0)
        * greatest(
            0,
            {{ yy }}
            - 2 * ({{ y }} / nullif({{ x }}, 0)) * {{ xy }}
            + power({{ y }} / nullif({{ x }}, 0), 2) * {{ xx }}
        )
    )
    / nullif({{ x }}, 0)
{%- endmacro %}
