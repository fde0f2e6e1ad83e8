-- Grain: one row per delivered table and outcome: accepted, ignored (without a value), or a
-- set of quarantine reasons.
select
    'customers' as table_name,
    coalesce(quarantine_reasons, 'accepted') as outcome,
    count(*) as row_count
from {{ ref('stg_checked_customers') }}
group by quarantine_reasons
union all
select
    'spends' as table_name,
    'accepted' as outcome,
    count(*) as row_count
from {{ ref('stg_spends') }}
union all
select
    'spends' as table_name,
    quarantine_reasons as outcome,
    count(*) as row_count
from {{ ref('stg_quarantined_spends') }}
group by quarantine_reasons
union all
select
    table_name,
    'ignored' as outcome,
    ignored_count as row_count
from {{ ref('stg_delivered_rows') }}
