-- Grain: one row per month and category.
select
    months.month_start_date,
    months.month,
    cells.category,
    categories.sort_order as category_sort_order,
    cells.total_spend_inr,
    {{ rounded(['share_pct']) }}
from {{ ref('int_spend_shares') }} as cells
inner join {{ ref('dim_months') }} as months
    on cells.month_start_date = months.month_start_date
inner join {{ ref('dim_categories') }} as categories
    on cells.category = categories.category
where cells.mart = 'month_categories'
