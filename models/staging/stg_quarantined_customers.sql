-- Grain: one row per delivered customer row that was not accepted.
select
    delivered_row_number,
    quarantine_reasons,
    delivered_row
from {{ ref('stg_checked_customers') }}
where quarantine_reasons is not null
