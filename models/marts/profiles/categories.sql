-- Grain: one row per spend category.
select
    item as category,
    sort_order,
    {{ spend_measures() }},
    {{ share_pct('credit_card_spend_inr', 'total_spend_inr') }} as credit_card_share_pct,
    {{ item_share_measures() }}
from {{ ref('int_item_spends') }}
where dimension = 'category'
