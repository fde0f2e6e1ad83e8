{#-
    The reasons whose condition holds, in the order given, as one text; null for none.
    Most rows have none: the text is put together only where one holds.
-#}
{% macro reasons(conditions) -%}
    case
        when ({{ conditions.values() | join(') or (') }})
            then concat_ws(
                '; '
                {%- for reason, condition in conditions.items() %},
                case when {{ condition }} then '{{ reason }}' end
                {%- endfor %}
            )
    end
{%- endmacro %}
