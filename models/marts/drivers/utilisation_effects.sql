-- Grain: one row per attribute and member, met by a customer or not.
select
    attribute,
    member,
    sort_order,
    customer_count,
    left_out_customer_count,
    {{ rounded([
        'crude_index', 'crude_ci_low', 'crude_ci_high', 'adjusted_index',
        'adjusted_ci_low', 'adjusted_ci_high', 'mix_points', 'crude_card_share_pct',
        'crude_card_ci_low_pct', 'crude_card_ci_high_pct', 'adjusted_card_share_pct',
        'adjusted_card_ci_low_pct', 'adjusted_card_ci_high_pct',
    ]) }},
    reliability,
    is_suppressed
from {{ ref('int_published_effects') }}
