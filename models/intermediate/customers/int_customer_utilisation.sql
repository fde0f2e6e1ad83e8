-- Grain: one row per accepted customer, with or without spends.
with customers as (
    select
        customer_id,
        avg_monthly_income_inr
    from {{ ref('stg_customers') }}
),

totals as (
    select
        customer_id,
        total_spend_inr
    from {{ ref('int_customer_totals') }}
),

-- the months are those of the delivery, not of the customer
months as (
    select count(distinct month_start_date) as month_count
    from {{ ref('int_monthly_spends') }}
),

monthly as (
    select
        customers.customer_id,
        cast(customers.avg_monthly_income_inr as double) as avg_monthly_income_inr,
        coalesce(
            cast(totals.total_spend_inr as double) / nullif(months.month_count, 0), 0
        ) as avg_monthly_spend_inr
    from customers
    inner join totals on customers.customer_id = totals.customer_id
    cross join months
),

utilisation as (
    select
        *,
        100 * avg_monthly_spend_inr / avg_monthly_income_inr as utilisation_pct
    from monthly
),

segmented as (
    select
        *,
        -- rounded, so that a limit met exactly is not missed by a floating-point digit
        case
            when round(utilisation_pct, 9) >= {{ var('high_value_min_utilisation_pct') }}
                then 'High'
            when round(utilisation_pct, 9) >= {{ var('mid_value_min_utilisation_pct') }}
                then 'Mid'
            else 'Low'
        end as segment
    from utilisation
)

select * from segmented
