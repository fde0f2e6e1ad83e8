-- Grain: one row per combination of two or three attributes with enough customers.
select
    key_segment,
    attribute_count,
    {%- for position in range(1, 4) %}
    attribute_{{ position }},
    member_{{ position }},
    {%- endfor %}
    tier,
    usable_tier,
    comparison_count,
    customer_count,
    differs_from_expected,
    explained_by_segment,
    stays_in_top_tier_without_any_month,
    uses_personal_attribute,
    alternative_segment,
    alternative_customer_count,
    {%- for rank in range(1, 4) %}
    top_category_{{ rank }},
    {%- endfor %}
    {{ rounded([
        'utilisation_pct', 'utilisation_ci_low_pct', 'utilisation_ci_high_pct',
        'expected_utilisation_pct', 'alternative_utilisation_pct',
        'avg_monthly_income_inr',
        'total_spend_inr', 'non_card_spend_inr', 'credit_card_share_pct',
        'upi_share_pct', 'debit_card_share_pct', 'net_banking_share_pct',
        'top_affinity_1', 'top_affinity_2', 'top_affinity_3',
    ]) }},
    reliability
from {{ ref('int_key_segment_profiles') }}
