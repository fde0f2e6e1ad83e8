{#- The marts whose rows are compared with those of the last publication; a test keeps the list
    whole. `about` differs in every build, and `changes` is the comparison. -#}
{% macro compared_marts() %}
    {{ return([
        'age_groups', 'card_audiences', 'card_economics', 'card_feature_recommendations',
        'card_proposal_features', 'card_proposals', 'card_sources', 'categories', 'category_payment_types', 'cities',
        'data_quality', 'demographic_categories', 'demographic_payment_types', 'genders',
        'income_bands', 'insights', 'key_segments', 'launch_scenarios', 'marital_statuses',
        'month_categories', 'months', 'non_card_spend_leaders', 'occupations', 'payment_types', 'portfolio',
        'segment_actions', 'segment_categories', 'segment_cities', 'segment_demographics',
        'segment_payment_types', 'segments', 'utilisation_drivers', 'utilisation_effects',
    ]) }}
{% endmacro %}
