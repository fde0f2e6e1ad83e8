{#- The columns, null in the rows that disclosure control hides. -#}
{% macro unless_suppressed(columns) -%}
    {%- for column in columns -%}
        case when not is_suppressed then {{ column }} end as {{ column }}
        {{- ',\n        ' if not loop.last }}
    {%- endfor -%}
{%- endmacro %}
