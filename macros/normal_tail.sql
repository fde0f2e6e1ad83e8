{#- The lower tail at -size, size being zero or more: the mathematics of normal_cdf. -#}
{% macro normal_tail(size, above, below) -%}
    case
        when {{ size }} > 37 then cast(0 as double)
        when {{ size }} < 7.07106781186547
            then
                exp(-{{ size }} * {{ size }} / 2)
                * {{ horner(size, above) }}
                / {{ horner(size, below) }}
        else
            exp(-{{ size }} * {{ size }} / 2)
            / (
                {{ size }} + 1 / (
                    {{ size }} + 2 / (
                        {{ size }} + 3 / ({{ size }} + 4 / ({{ size }} + 0.65))
                    )
                )
            )
            / 2.506628274631
    end
{%- endmacro %}
