-- Grain: one row per accepted customer.
-- Built once the quarantine is found small.
-- depends_on: {{ ref('stg_quarantined_customers') }}
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
