-- Grain: one row per customer, month, category and payment type with an accepted spend.
-- A table, built once the delivery is found complete and its quarantine small: a delivery
-- that is refused leaves the last good spends in place.
-- depends_on: {{ ref('stg_quarantined_spends') }}
-- depends_on: {{ ref('stg_delivery_completeness') }}
{{ config(materialized='table') }}

select
    customer_id,
    month_start_date,
    category,
    payment_type,
    spend_inr
from {{ ref('stg_checked_spends') }}
where quarantine_reasons is null
