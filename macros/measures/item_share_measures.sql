{#-
    The shares of a category or payment type in everybody's spend, with their intervals:
    of all spend, and of the spend that is not by credit card, where a new card has room.
-#}
{% macro item_share_measures() -%}
    {{ confidence_interval(
        'share_pct', 'standard_error_pct',
        'spend_share_ci_low_pct', 'spend_share_ci_high_pct',
    ) }},
        non_card_spend_inr,
        non_card_share_pct,
        {{ confidence_interval(
            'non_card_share_pct', 'non_card_standard_error_pct',
            'non_card_share_ci_low_pct', 'non_card_share_ci_high_pct',
        ) }}
{%- endmacro %}
