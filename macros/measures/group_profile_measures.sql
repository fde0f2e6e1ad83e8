{#- The measures of a group profile: what disclosure control hides in a small group. -#}
{% macro group_profile_measures() %}
    {{ return([
        'customer_count',
        'customer_share_pct',
        'avg_monthly_income_inr',
        'avg_annual_income_inr',
        'total_spend_inr',
        'spend_share_pct',
        'avg_monthly_spend_inr',
        'avg_monthly_spend_ci_low_inr',
        'avg_monthly_spend_ci_high_inr',
        'utilisation_pct',
        'utilisation_ci_low_pct',
        'utilisation_ci_high_pct',
        'mean_customer_utilisation_pct',
        'credit_card_spend_inr',
        'credit_card_share_pct',
        'credit_card_share_ci_low_pct',
        'credit_card_share_ci_high_pct',
        'upi_share_pct',
        'debit_card_share_pct',
        'net_banking_share_pct',
        'non_card_spend_inr',
        'high_value_customer_count',
        'top_category',
    ]) }}
{% endmacro %}
