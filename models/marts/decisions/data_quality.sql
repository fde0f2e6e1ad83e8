-- Grain: one row per measure, table and quarantine reason.
with counts as (
    select
        table_name,
        quarantine_reasons,
        row_count
    from {{ ref('int_delivery_counts') }}
),

delivered as (
    select
        table_name,
        sum(row_count) as delivered_count,
        coalesce(sum(row_count) filter (where quarantine_reasons is null), 0)
            as accepted_count
    from counts
    group by table_name
),

rows_by_reason as (
    select
        reasons.table_name,
        reasons.reason,
        reasons.meaning,
        coalesce(sum(counts.row_count), 0) as row_count
    from {{ ref('quarantine_reasons') }} as reasons
    left join counts
        on
            reasons.table_name = counts.table_name
            and concat('; ', counts.quarantine_reasons, ';')
            like concat('%; ', reasons.reason, ';%')
    group by reasons.table_name, reasons.reason, reasons.meaning
),

coverage as (
    select * from {{ ref('int_delivery_coverage') }}
),

measures as (
    select
        'delivered_rows' as measure,
        table_name,
        'all' as reason,
        delivered_count as row_count,
        delivered_count as of_count,
        'Rows in the delivered file.' as explanation
    from delivered
    union all
    select
        'accepted_rows' as measure,
        table_name,
        'all' as reason,
        accepted_count as row_count,
        delivered_count as of_count,
        'Delivered rows that the marts are built on.' as explanation
    from delivered
    union all
    select
        'quarantined_rows' as measure,
        table_name,
        'all' as reason,
        delivered_count - accepted_count as row_count,
        delivered_count as of_count,
        'Delivered rows set aside with their reasons; a row may have several.'
            as explanation
    from delivered
    union all
    select
        'quarantined_rows' as measure,
        rows_by_reason.table_name,
        rows_by_reason.reason,
        rows_by_reason.row_count,
        delivered.delivered_count as of_count,
        rows_by_reason.meaning as explanation
    from rows_by_reason
    inner join delivered on rows_by_reason.table_name = delivered.table_name
    union all
    select
        'customers_without_spends' as measure,
        'customers' as table_name,
        'all' as reason,
        customer_count - customers_with_spends as row_count,
        customer_count as of_count,
        'Accepted customers without an accepted spend: they count, with zero spend.'
            as explanation
    from coverage
    union all
    select
        'customer_months_above_income' as measure,
        'spends' as table_name,
        'all' as reason,
        months_above_income as row_count,
        customer_month_count as of_count,
        'Months in which a customer spends more than the average monthly income.'
            as explanation
    from coverage
    union all
    select
        'grid_rows' as measure,
        'spends' as table_name,
        'all' as reason,
        spend_count as row_count,
        grid_row_count as of_count,
        'Accepted rows of all that customers, months, categories and payment types allow.'
            as explanation
    from coverage
    union all
    select
        'adoption_and_penetration' as measure,
        'spends' as table_name,
        'all' as reason,
        null as row_count,
        null as of_count,
        case
            when spend_count = grid_row_count
                then
                    'Not measurable: every customer has a row for every month, category and'
                    || ' payment type, so that the share of users is 100 % by construction.'
            else
                'Not measured: a missing row may be a missing delivery as well as no use.'
        end as explanation
    from coverage
),

published as (
    select
        measure,
        table_name,
        reason,
        cast(row_count as bigint) as row_count,
        {{ share_pct('row_count', 'of_count') }} as row_share_pct,
        explanation
    from measures
)

select * from published
