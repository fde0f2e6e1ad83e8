-- Grain: one row per delivered spend row that was not accepted.
select
    quarantine_reasons,
    spend_inr,
    delivered_row
from {{ ref('stg_checked_spends') }}
where quarantine_reasons is not null
