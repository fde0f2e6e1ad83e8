-- Grain: one row per category and payment type.
with cells as (
    select
        categories.category,
        payment_types.payment_type,
        categories.sort_order as category_sort_order,
        payment_types.sort_order as payment_type_sort_order,
        cast(coalesce(sum(spends.total_spend_inr), 0) as decimal(18, 2))
            as total_spend_inr
    from {{ ref('dim_categories') }} as categories
    cross join {{ ref('dim_payment_types') }} as payment_types
    left join {{ ref('int_monthly_spends') }} as spends
        on
            categories.category = spends.category
            and payment_types.payment_type = spends.payment_type
    group by
        categories.category,
        payment_types.payment_type,
        categories.sort_order,
        payment_types.sort_order
),

shares as (
    select
        *,
        {{ share_pct(
            'total_spend_inr', 'sum(total_spend_inr) over (partition by category)'
        ) }} as share_pct
    from cells
)

select * from shares
