{#- An amount as a sentence for Indian readers writes it: INR 2.50 lakh, INR 1.20 crore. -#}
{% macro written_inr(amount) -%}
    case
        when {{ amount }} >= 10000000
            then 'INR ' || {{ written('(' ~ amount ~ ') / 10000000', 2) }} || ' crore'
        when {{ amount }} >= 100000
            then 'INR ' || {{ written('(' ~ amount ~ ') / 100000', 2) }} || ' lakh'
        else 'INR ' || {{ written(amount, 0) }}
    end
{%- endmacro %}
