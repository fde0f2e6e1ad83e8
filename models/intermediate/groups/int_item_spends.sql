-- Grain: one row per dimension (category, payment type) and item, with or without spend.
with spends as (
    select
        month_start_date,
        category,
        payment_type,
        total_spend_inr
    from {{ ref('int_monthly_spends') }}
),

items as (
    select
        attribute as dimension,
        member as item,
        sort_order
    from {{ ref('accepted_members') }}
    where attribute in ('category', 'payment_type') and spelling = member
),

months as (
    select count(distinct month_start_date) as month_count
    from spends
),

totals as (
    select
        items.dimension,
        items.item,
        items.sort_order,
        cast(coalesce(sum(spends.total_spend_inr), 0) as decimal(18, 2))
            as total_spend_inr,
        cast(coalesce(
            sum(case when spends.payment_type = 'Credit Card' then spends.total_spend_inr end),
            0
        ) as decimal(18, 2)) as credit_card_spend_inr
    from items
    left join spends
        on
            items.dimension = 'category' and items.item = spends.category
            or items.dimension = 'payment_type' and items.item = spends.payment_type
    group by items.dimension, items.item, items.sort_order
),

joined as (
    select
        totals.*,
        months.month_count,
        portfolio.monthly_income_inr,
        mix.share_pct,
        mix.standard_error_pct,
        mix.non_card_spend_inr,
        mix.non_card_share_pct,
        mix.non_card_standard_error_pct
    from totals
    cross join months
    cross join {{ ref('int_group_utilisation') }} as portfolio
    inner join {{ ref('int_group_spend_mix') }} as mix
        on
            totals.dimension = mix.dimension
            and totals.item = mix.item
            and portfolio.attribute = mix.attribute
    where portfolio.attribute = 'portfolio'
),

measured as (
    select
        dimension,
        item,
        sort_order,
        {{ spend_measures('partition by dimension') }},
        {{ share_pct('credit_card_spend_inr', 'total_spend_inr') }}
            as credit_card_share_pct,
        {{ item_share_measures() }}
    from joined
)

select * from measured
