-- Grain: one row per month and category.
with cells as (
    select
        months.month_start_date,
        months.month,
        categories.category,
        categories.sort_order as category_sort_order,
        cast(coalesce(sum(spends.total_spend_inr), 0) as decimal(18, 2))
            as total_spend_inr
    from {{ ref('dim_months') }} as months
    cross join {{ ref('dim_categories') }} as categories
    left join {{ ref('int_monthly_spends') }} as spends
        on
            months.month_start_date = spends.month_start_date
            and categories.category = spends.category
    group by
        months.month_start_date,
        months.month,
        categories.category,
        categories.sort_order
),

shares as (
    select
        *,
        {{ share_pct(
            'total_spend_inr', 'sum(total_spend_inr) over (partition by month_start_date)'
        ) }} as share_pct
    from cells
)

select * from shares
