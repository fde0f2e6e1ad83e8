{#- The reasons whose condition holds, in the order given, as one text; null for none. -#}
{% macro reasons(conditions) -%}
    nullif(concat_ws(
        '; '
        {%- for reason, condition in conditions.items() %},
        case when {{ condition }} then '{{ reason }}' end
        {%- endfor %}
    ), '')
{%- endmacro %}
