-- Grain: one row per customer, month, category and payment type with an accepted spend.
-- A view: the rows lie in staging, and a second copy is the largest thing to write.
{{ config(materialized='view') }}

select
    customer_id,
    month_start_date,
    category,
    payment_type,
    spend_inr
from {{ ref('stg_spends') }}
