-- Grain: one row: what a reader of any copy of the marts looks at.
with counts as (
    select
        sum(row_count) filter (
            where table_name = 'customers' and outcome <> 'ignored'
        ) as customers_delivered,
        sum(row_count) filter (
            where table_name = 'customers' and outcome = 'accepted'
        ) as customers_accepted,
        sum(row_count) filter (
            where table_name = 'spends' and outcome <> 'ignored'
        ) as spends_delivered,
        sum(row_count) filter (
            where table_name = 'spends' and outcome = 'accepted'
        ) as spends_accepted
    from {{ ref('int_delivery_counts') }}
),

-- the synthetic pilot numbers its customers from 5001, the bank's files from 1: its files
-- are known wherever they lie
ids as (
    select count(*) as ids_below_the_pilot
    from {{ ref('dim_customers') }}
    where length(customer_id) <= 10 and customer_id < 'ATQCUS5001'
),

periods as (
    select
        first_month_start_date,
        last_month_start_date,
        month_count
    from {{ ref('int_delivery_coverage') }}
),

about as (
    select
        '{{ invocation_id }}' as build_id,
        cast(substr('{{ run_started_at }}', 1, 19) as timestamp)
            as built_at,
        case when ids.ids_below_the_pilot = 0 then 'synthetic' else 'real' end as data_origin,
        fingerprints.delivery_fingerprint,
        cast(counts.customers_delivered as bigint) as customers_delivered,
        cast(counts.customers_accepted as bigint) as customers_accepted,
        cast(counts.spends_delivered as bigint) as spends_delivered,
        cast(counts.spends_accepted as bigint) as spends_accepted,
        periods.first_month_start_date,
        periods.last_month_start_date,
        cast(periods.month_count as bigint) as month_count,
        '{{ var("contract_version") }}' as contract_version,
        -- the publisher fills it in: tests run after this
        cast(null as string) as warnings
    from counts
    cross join ids
    cross join periods
    cross join {{ ref('int_delivery_fingerprint') }} as fingerprints
)

select * from about
