{#-
    A rank as a sentence writes it behind a figure, from the ranks that the interval allows:
    `, the most of 5 cities`, `, number 3 or 4 of 5 cities`, `, number 2 to 4 of 5 cities`.
-#}
{% macro written_rank(best_rank, worst_rank, list_length, things) -%}
    case
        when {{ list_length }} = 1 then ''
        when {{ worst_rank }} = 1
            then concat(', the most of ', {{ written(list_length, 0) }}, ' ', {{ things }})
        else
            concat(
                ', number ', {{ written(best_rank, 0) }},
                case
                    when {{ worst_rank }} = {{ best_rank }} then ''
                    when {{ worst_rank }} = {{ best_rank }} + 1
                        then concat(' or ', {{ written(worst_rank, 0) }})
                    else concat(' to ', {{ written(worst_rank, 0) }})
                end,
                ' of ', {{ written(list_length, 0) }}, ' ', {{ things }}
            )
    end
{%- endmacro %}
