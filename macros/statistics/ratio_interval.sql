{#-
    The two columns of the 95 % interval of a ratio of two independent shares, from the
    interval of each (MOVER). The high end is null, no limit, where the second share is zero;
    both are null where a share is, or where both are zero.
    Source: Donner and Zou, Closed-form confidence intervals for functions of the normal mean
    and standard deviation, 2012.
-#}
{% macro ratio_interval(share, share_low, share_high, other, other_low, other_high, low, high) -%}
    case
            when {{ other }} is null or ({{ share }} = 0 and {{ other }} = 0) then null
            when {{ share }} = 0 then 0
            else
                {{ share_low }} * (2 * {{ share }} - {{ share_low }}) / nullif(
                    {{ share }} * {{ other }} + sqrt(greatest(
                        0,
                        power({{ share }} * {{ other }}, 2)
                        - {{ share_low }} * {{ other_high }} * (2 * {{ share }} - {{ share_low }})
                        * (2 * {{ other }} - {{ other_high }})
                    )), 0
                )
        end as {{ low }},
        case
            when {{ other }} > 0
                then (
                    {{ share }} * {{ other }} + sqrt(greatest(
                        0,
                        power({{ share }} * {{ other }}, 2)
                        - {{ share_high }} * {{ other_low }} * (2 * {{ share }} - {{ share_high }})
                        * (2 * {{ other }} - {{ other_low }})
                    ))
                ) / nullif({{ other_low }} * (2 * {{ other }} - {{ other_low }}), 0)
        end as {{ high }}
{%- endmacro %}
