-- Grain: one row per month with an accepted spend.
with months as (
    select
        dim_months.month_start_date,
        dim_months.month,
        dim_months.month_number,
        1 as month_count,
        portfolio.monthly_income_inr,
        cast(sum(spends.total_spend_inr) as decimal(18, 2)) as total_spend_inr,
        sum(case
            when spends.payment_type = 'Credit Card' then spends.total_spend_inr else 0
        end)
            as credit_card_spend_inr
    from {{ ref('dim_months') }} as dim_months
    inner join {{ ref('int_monthly_spends') }} as spends
        on dim_months.month_start_date = spends.month_start_date
    cross join {{ ref('int_group_profiles') }} as portfolio
    where portfolio.attribute = 'portfolio'
    group by
        dim_months.month_start_date,
        dim_months.month,
        dim_months.month_number,
        portfolio.monthly_income_inr
),

measured as (
    select
        month_start_date,
        month,
        month_number,
        {{ spend_measures() }},
        {{ share_pct('credit_card_spend_inr', 'total_spend_inr') }} as credit_card_share_pct
    from months
)

select * from measured
