-- Grain: one row per segment and city.
select
    segment,
    city,
    segment_sort_order,
    city_sort_order,
    {{ rounded([
        'customer_count', 'avg_monthly_income_inr', 'avg_annual_income_inr',
        'total_spend_inr', 'non_card_spend_inr', 'utilisation_pct',
        'utilisation_ci_low_pct', 'utilisation_ci_high_pct',
    ]) }},
    reliability,
    is_suppressed
from {{ ref('int_published_segment_cities') }}
