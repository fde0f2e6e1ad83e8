-- Grain: one row: what the accepted rows cover.
with customers as (
    select count(*) as customer_count from {{ ref('stg_customers') }}
),

customer_months as (
    select
        count(distinct months.customer_id) as customers_with_spends,
        count(*) as customer_month_count,
        count(*) filter (where months.total_spend_inr > customers.avg_monthly_income_inr)
            as months_above_income,
        coalesce(cast(sum(months.spend_count) as bigint), 0) as spend_count
    from {{ ref('int_customer_months') }} as months
    inner join {{ ref('stg_customers') }} as customers
        on months.customer_id = customers.customer_id
),

periods as (
    select
        min(month_start_date) as first_month_start_date,
        max(month_start_date) as last_month_start_date,
        count(distinct month_start_date) as month_count,
        count(distinct category) as category_count,
        count(distinct payment_type) as payment_type_count
    from {{ ref('int_monthly_spends') }}
),

coverage as (
    select
        customers.*,
        customer_months.*,
        periods.*,
        customers.customer_count
        * periods.month_count
        * periods.category_count
        * periods.payment_type_count as grid_row_count
    from customers
    cross join customer_months
    cross join periods
)

select * from coverage
