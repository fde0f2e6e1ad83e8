-- Every delivered row is accepted or quarantined, once: nothing is dropped, nothing doubled.
-- Spends are compared by their sum as well, where the delivered number is readable.
with delivered as (
    select
        'customers' as table_name,
        count(*) as row_count,
        cast(0 as decimal(38, 2)) as spend_inr
    from {{ ref('raw_customers') }}
    union all
    select
        'spends' as table_name,
        count(*) as row_count,
        sum({{ read_amount('spend') }}) as spend_inr
    from {{ ref('raw_spends') }}
),

staged as (
    select
        'customers' as table_name,
        cast(null as decimal(18, 2)) as spend_inr
    from {{ ref('stg_customers') }}
    union all
    select
        'customers' as table_name,
        cast(null as decimal(18, 2)) as spend_inr
    from {{ ref('stg_quarantined_customers') }}
    union all
    select
        'spends' as table_name,
        spend_inr
    from {{ ref('stg_spends') }}
    union all
    select
        'spends' as table_name,
        spend_inr
    from {{ ref('stg_quarantined_spends') }}
),

counted as (
    select
        table_name,
        count(*) as row_count,
        coalesce(sum(spend_inr), 0) as spend_inr
    from staged
    group by table_name
)

select
    delivered.table_name,
    delivered.row_count,
    counted.row_count as staged_row_count,
    delivered.spend_inr,
    counted.spend_inr as staged_spend_inr
from delivered
left join counted on delivered.table_name = counted.table_name
where
    counted.table_name is null
    or delivered.row_count <> counted.row_count
    or coalesce(delivered.spend_inr, 0) <> counted.spend_inr
