-- Grain: one row per attribute.
select
    attribute,
    customer_count,
    {{ rounded([
        'explained_alone_pct', 'explained_alone_ci_low_pct', 'explained_alone_ci_high_pct',
        'lost_without_pct', 'lost_without_ci_low_pct', 'lost_without_ci_high_pct',
        'explained_by_all_pct', 'effect_range_points', 'card_explained_alone_pct',
        'card_explained_alone_ci_low_pct', 'card_explained_alone_ci_high_pct',
        'card_lost_without_pct', 'card_lost_without_ci_low_pct',
        'card_lost_without_ci_high_pct', 'card_explained_by_all_pct',
        'card_effect_range_points',
    ]) }},
    is_suppressed
from {{ ref('int_published_drivers') }}
