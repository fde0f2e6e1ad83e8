-- Grain: one row per way of choosing as many customers as segment High has.
-- Where the money is that a card could take over, beside where utilisation is.
select
    chosen_by,
    sort_order,
    customer_count,
    {{ rounded([
        'non_card_spend_inr_a_month', 'non_card_spend_share_pct', 'utilisation_pct',
    ]) }},
    is_suppressed
from {{ ref('int_non_card_spend_leaders') }}
