{#- The measures of a cell of a spend mix: what disclosure control hides in a small group. -#}
{% macro spend_mix_measures() %}
    {{ return([
        'customer_count',
        'total_spend_inr',
        'non_card_spend_inr',
        'share_pct',
        'share_ci_low_pct',
        'share_ci_high_pct',
        'affinity_index',
        'affinity_ci_low',
        'affinity_ci_high',
        'index_against_others',
        'index_against_others_ci_low',
        'index_against_others_ci_high',
        'is_distinctive',
        'standardised_index',
        'standardised_ci_low',
        'standardised_ci_high',
    ]) }}
{% endmacro %}
