-- Grain: one row per mart of two-way spends, whole (month, category) and part (category,
-- payment type) of it.
with months as (
    select distinct month_start_date
    from {{ ref('int_monthly_spends') }}
),

members as (
    select
        attribute,
        member
    from {{ ref('accepted_members') }}
    where spelling = member
),

cells as (
    select
        'month_categories' as mart,
        months.month_start_date,
        categories.member as category,
        cast(null as string) as payment_type
    from months
    cross join members as categories
    where categories.attribute = 'category'
    union all
    select
        'category_payment_types' as mart,
        null as month_start_date,
        categories.member as category,
        payment_types.member as payment_type
    from members as categories
    cross join members as payment_types
    where
        categories.attribute = 'category'
        and payment_types.attribute = 'payment_type'
),

totals as (
    select
        cells.mart,
        cells.month_start_date,
        cells.category,
        cells.payment_type,
        cast(coalesce(sum(spends.total_spend_inr), 0) as decimal(18, 2))
            as total_spend_inr
    from cells
    left join {{ ref('int_monthly_spends') }} as spends
        on
            cells.category = spends.category
            and coalesce(cells.month_start_date, spends.month_start_date)
            = spends.month_start_date
            and coalesce(cells.payment_type, spends.payment_type) = spends.payment_type
    group by cells.mart, cells.month_start_date, cells.category, cells.payment_type
),

shares as (
    select
        *,
        {{ share_pct(
            'total_spend_inr',
            'sum(total_spend_inr) over (partition by mart, '
            ~ "coalesce(cast(month_start_date as string), category))",
        ) }} as share_pct
    from totals
)

select * from shares
