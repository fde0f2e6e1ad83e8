{#-
    The measures of a mart as it publishes them: rounded once, in its last select, rupees to
    2 decimals and everything else to 4, so that two builds of the same files publish the
    same rows. Counts, totals, texts and flags are exact and stay as they are.

    Parallel sums differ in their last digits. As a decimal of 8 places a figure has lost
    those, so that one which lies exactly between two is always rounded up, on every engine.
-#}
{% macro rounded(columns) -%}
    {%- set exact = [
        'customer_count', 'high_value_customer_count', 'total_spend_inr',
        'credit_card_spend_inr', 'non_card_spend_inr', 'top_category', 'is_distinctive',
    ] -%}
    {%- for column in columns -%}
        {%- if column in exact -%}
            {{ column }}
        {%- else -%}
            cast(round(
        cast({{ column }} as decimal(38, 8)), {{ 2 if '_inr' in column else 4 }}
    ) as double) as {{ column }}
        {%- endif -%}
        {{- ',\n    ' if not loop.last }}
    {%- endfor -%}
{%- endmacro %}
