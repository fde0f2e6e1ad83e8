-- Grain: one row per delivered table and set of quarantine reasons (null: accepted).
select
    'customers' as table_name,
    quarantine_reasons,
    count(*) as row_count
from {{ ref('stg_checked_customers') }}
group by quarantine_reasons
union all
select
    'spends' as table_name,
    null as quarantine_reasons,
    count(*) as row_count
from {{ ref('stg_spends') }}
union all
select
    'spends' as table_name,
    quarantine_reasons,
    count(*) as row_count
from {{ ref('stg_quarantined_spends') }}
group by quarantine_reasons
