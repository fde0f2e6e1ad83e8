{#- A headline figure of a group profile as a sentence writes it, in the unit of its measure. -#}
{% macro written_headline(figure) -%}
    case measure
        when 'customer_count' then {{ written_count(figure) }}
        when 'avg_monthly_spend_inr' then {{ written_inr(figure) }}
        else {{ written(figure) }} || ' %'
    end
{%- endmacro %}
