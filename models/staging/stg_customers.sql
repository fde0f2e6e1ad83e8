-- Grain: one row per accepted customer.
select
    customer_id,
    age_group,
    city,
    occupation,
    gender,
    marital_status,
    avg_monthly_income_inr
from {{ ref('stg_checked_customers') }}
where quarantine_reasons is null
