-- Grain: one row per spend category.
select
    item as category,
    sort_order,
    spend_rank,
    {{ rounded([
        'total_spend_inr', 'spend_share_pct', 'spend_share_ci_low_pct',
        'spend_share_ci_high_pct', 'avg_monthly_spend_inr', 'utilisation_pct',
        'credit_card_share_pct', 'non_card_spend_inr', 'non_card_share_pct',
        'non_card_share_ci_low_pct', 'non_card_share_ci_high_pct',
    ]) }}
from {{ ref('int_item_spends') }}
where dimension = 'category'
