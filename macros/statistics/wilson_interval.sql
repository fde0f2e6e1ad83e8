{#-
    The two columns of Wilson's 95 % interval of a share, from a count and the number that it is
    a share of. It covers where the count is zero or all, too; of nobody it is 0 to 1.
    Source: Wilson, Probable inference, the law of succession, and statistical inference, 1927.
-#}
{% macro wilson_interval(count, total, low, high) -%}
    {%- set z = var('confidence_z') -%}
    {%- set middle = '(' ~ count ~ ' + ' ~ z ~ ' * ' ~ z ~ ' / 2)' -%}
    {%- set reach -%}
        {{ z }} * sqrt(
            {{ count }} * ({{ total }} - {{ count }}) / nullif({{ total }}, 0)
            + {{ z }} * {{ z }} / 4
        )
    {%- endset -%}
    {%- set scale = '(' ~ total ~ ' + ' ~ z ~ ' * ' ~ z ~ ')' -%}
    greatest(0, ({{ middle }} - {{ reach }}) / {{ scale }}) as {{ low }},
        least(1, ({{ middle }} + {{ reach }}) / {{ scale }}) as {{ high }}
{%- endmacro %}
