{#-
    An amount as a sentence for Indian readers writes it: ₹17.16 crore, ₹6.19 lakh, ₹22,148; at
    least zero. What would be rounded up to a unit belongs to it.
-#}
{% macro written_inr(amount) -%}
    case
        when {{ amount }} >= 0.99995 * 10000000
            then '₹' || {{ written('(' ~ amount ~ ') / 10000000', 2) }} || ' crore'
        when {{ amount }} >= 0.99995 * 100000
            then '₹' || {{ written('(' ~ amount ~ ') / 100000', 2) }} || ' lakh'
        else '₹' || {{ written_count(amount) }}
    end
{%- endmacro %}
