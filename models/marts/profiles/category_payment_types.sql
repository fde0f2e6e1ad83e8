-- Grain: one row per category and payment type.
select
    cells.category,
    cells.payment_type,
    categories.sort_order as category_sort_order,
    payment_types.sort_order as payment_type_sort_order,
    cells.total_spend_inr,
    {{ rounded(['share_pct']) }}
from {{ ref('int_spend_shares') }} as cells
inner join {{ ref('dim_categories') }} as categories
    on cells.category = categories.category
inner join {{ ref('dim_payment_types') }} as payment_types
    on cells.payment_type = payment_types.payment_type
where cells.mart = 'category_payment_types'
