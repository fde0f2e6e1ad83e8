-- Grain: one row per month with an accepted spend.
with totals as (
    select
        month_start_date,
        1 as month_count,
        cast(sum(total_spend_inr) as decimal(18, 2)) as total_spend_inr,
        sum(case when payment_type = 'Credit Card' then total_spend_inr else 0 end)
            as credit_card_spend_inr
    from {{ ref('int_monthly_spends') }}
    group by month_start_date
),

joined as (
    select
        totals.*,
        portfolio.monthly_income_inr
    from totals
    cross join {{ ref('int_group_utilisation') }} as portfolio
    where portfolio.attribute = 'portfolio'
),

measured as (
    select
        month_start_date,
        {{ spend_measures() }},
        {{ share_pct('credit_card_spend_inr', 'total_spend_inr') }} as credit_card_share_pct
    from joined
)

select * from measured
