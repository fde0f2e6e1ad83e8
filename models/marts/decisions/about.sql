-- Grain: one row: what a reader of any copy of the marts looks at.
with counts as (
    select
        sum(row_count) filter (where table_name = 'customers') as customers_delivered,
        sum(row_count) filter (
            where table_name = 'customers' and quarantine_reasons is null
        ) as customers_accepted,
        sum(row_count) filter (where table_name = 'spends') as spends_delivered,
        sum(row_count) filter (
            where table_name = 'spends' and quarantine_reasons is null
        ) as spends_accepted
    from {{ ref('int_delivery_counts') }}
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
        case
            when {{ delivery_has_file('SYNTHETIC.txt') }} then 'synthetic'
            else 'real'
        end as data_origin,
        fingerprints.delivery_fingerprint,
        cast(counts.customers_delivered as bigint) as customers_delivered,
        cast(counts.customers_accepted as bigint) as customers_accepted,
        cast(counts.spends_delivered as bigint) as spends_delivered,
        cast(counts.spends_accepted as bigint) as spends_accepted,
        periods.first_month_start_date,
        periods.last_month_start_date,
        cast(periods.month_count as bigint) as month_count,
        '{{ var("contract_version") }}' as contract_version
    from counts
    cross join periods
    cross join {{ ref('int_delivery_fingerprint') }} as fingerprints
)

select * from about
