-- Grain: one row per customer, month, category and payment type with an accepted spend.
-- A view: the accepted spends are the largest table, and staging keeps them already.
{{ config(materialized='view') }}

select
    customer_id,
    month_start_date,
    category,
    payment_type,
    spend_inr
from {{ ref('stg_spends') }}
