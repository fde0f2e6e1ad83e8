-- Grain: one row per delivered spend row that was not accepted.
-- A table: its test decides whether the accepted rows replace the last ones.
{{ config(materialized='table') }}

select
    delivered_row_number,
    quarantine_reasons,
    month_number,
    category,
    payment_type,
    spend_inr,
    delivered_row
from {{ ref('stg_checked_spends') }}
where quarantine_reasons is not null
