-- Grain: one row: what the accepted rows cover.
with customers as (
    select count(*) as customer_count from {{ ref('stg_customers') }}
),

months_by_customer as (
    select
        months.customer_id,
        cast(count(*) as double) as month_count,
        cast(
            sum(
                case
                    when months.total_spend_inr > customers.avg_monthly_income_inr then 1
                    else 0
                end
            ) as double
        ) as months_above_income,
        sum(months.spend_count) as spend_count
    from {{ ref('int_customer_months') }} as months
    inner join {{ ref('stg_customers') }} as customers
        on months.customer_id = customers.customer_id
    group by months.customer_id
),

customer_months as (
    select
        count(*) as customers_with_spends,
        cast(coalesce(sum(month_count), 0) as bigint) as customer_month_count,
        cast(coalesce(sum(months_above_income), 0) as bigint) as months_above_income,
        100 * {{ ratio_standard_error('months_above_income', 'month_count') }}
            as months_above_income_standard_error_pct,
        cast(coalesce(sum(spend_count), 0) as bigint) as spend_count
    from months_by_customer
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
