-- Grain: one row per delivered table, measure and quarantine reason.
with counts as (
    select
        table_name,
        outcome,
        row_count
    from {{ ref('int_delivery_counts') }}
),

tables as (
    select
        table_name,
        coalesce(sum(row_count) filter (where outcome <> 'ignored'), 0) as delivered_count,
        coalesce(sum(row_count) filter (where outcome = 'ignored'), 0) as ignored_count,
        coalesce(sum(row_count) filter (where outcome = 'accepted'), 0)
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
            and concat('; ', counts.outcome, ';')
            like concat('%; ', reasons.reason, ';%')
    group by reasons.table_name, reasons.reason, reasons.meaning
),

measures as (
    select
        'delivered_rows' as measure,
        table_name,
        'all' as reason,
        delivered_count as row_count,
        'Rows in the delivered file.' as explanation
    from tables
    union all
    select
        'accepted_rows' as measure,
        table_name,
        'all' as reason,
        accepted_count as row_count,
        'Delivered rows that the marts are built on.' as explanation
    from tables
    union all
    select
        'ignored_rows' as measure,
        table_name,
        'all' as reason,
        ignored_count as row_count,
        'Rows of the delivered file without any value, which spreadsheets leave.'
            as explanation
    from tables
    union all
    select
        'quarantined_rows' as measure,
        table_name,
        'all' as reason,
        delivered_count - accepted_count as row_count,
        'Delivered rows set aside with their reasons; a row may have several.'
            as explanation
    from tables
    union all
    select
        'quarantined_rows' as measure,
        table_name,
        reason,
        row_count,
        meaning as explanation
    from rows_by_reason
)

select
    measures.*,
    tables.delivered_count as of_count
from measures
inner join tables on measures.table_name = tables.table_name
