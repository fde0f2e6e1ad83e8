{#-
    A group of customers as a sentence writes it: as its subject (`Customers aged 21-24`) or,
    `is_predicate`, as what others are (`aged 21-24`).
-#}
{% macro written_group(attribute, member, is_predicate=false) -%}
    case {{ attribute }}
        {%- if is_predicate %}
        when 'city' then concat('in ', {{ member }})
        when 'age_group' then concat('aged ', {{ member }})
        when 'gender' then case {{ member }} when 'Male' then 'men' else 'women' end
        when 'marital_status' then lower({{ member }})
        {%- else %}
        when 'city' then concat('Customers in ', {{ member }})
        when 'age_group' then concat('Customers aged ', {{ member }})
        when 'gender' then case {{ member }} when 'Male' then 'Men' else 'Women' end
        when 'marital_status' then concat({{ member }}, ' customers')
        when 'segment' then concat({{ member }}, '-value customers')
        {%- endif %}
        else {{ member }}
    end
{%- endmacro %}
