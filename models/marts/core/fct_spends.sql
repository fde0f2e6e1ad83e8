-- Grain: one row per customer, month, category and payment type with an accepted spend.
select
    customer_id,
    month_start_date,
    category,
    payment_type,
    spend_inr
from {{ ref('stg_spends') }}
