-- Grain: one row per customer and month of the pilot, with or without spends: what metrics
-- by month divide by. A view: no model reads it.
{{ config(materialized='view') }}
select
    customers.customer_id,
    months.month_start_date,
    customers.avg_monthly_income_inr
from {{ ref('dim_customers') }} as customers
cross join {{ ref('dim_months') }} as months
