-- Grain: one row per payment type.
select
    item as payment_type,
    sort_order,
    {{ spend_measures() }},
    {{ item_share_measures() }}
from {{ ref('int_item_spends') }}
where dimension = 'payment_type'
