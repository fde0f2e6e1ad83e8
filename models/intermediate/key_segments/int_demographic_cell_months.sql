-- Grain: one row per combination of the five attributes and month with spend.
select
    {{ demographic_cell('customers') }} as cell,
    months.month_start_date,
    sum(cast(months.total_spend_inr as double)) as total_spend_inr
from {{ ref('int_customer_months') }} as months
inner join {{ ref('stg_customers') }} as customers
    on months.customer_id = customers.customer_id
group by {{ demographic_cell('customers') }}, months.month_start_date
