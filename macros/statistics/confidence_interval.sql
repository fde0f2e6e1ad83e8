{#-
    The two columns of a 95 % interval around an estimate that cannot be negative: the
    estimate plus and minus var confidence_z standard errors, the low end not below zero.
-#}
{% macro confidence_interval(estimate, standard_error, low, high) -%}
    {%- set reach = var('confidence_z') ~ ' * ' ~ standard_error -%}
    case
            when {{ estimate }} - {{ reach }} < 0 then 0
            else {{ estimate }} - {{ reach }}
        end as {{ low }},
        {{ estimate }} + {{ reach }} as {{ high }}
{%- endmacro %}
