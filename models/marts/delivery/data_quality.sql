-- Grain: one row per measure, table and quarantine reason.
with measures as (
    select
        measure,
        table_name,
        reason,
        row_count,
        of_count,
        cast(null as double) as standard_error_pct,
        explanation
    from {{ ref('int_quarantine_counts') }}
    union all
    select * from {{ ref('int_coverage_measures') }}
    union all
    select
        measure,
        'spends' as table_name,
        'all' as reason,
        found_count as row_count,
        expected_count as of_count,
        null as standard_error_pct,
        'Delivered ' || what || ', of all that were expected; the build stops below '
        || {{ written('min_pct', 0) }} || ' %.' as explanation
    from {{ ref('stg_delivery_completeness') }}
    -- what was published before is no quality of this delivery
    where measure not like '%_as_before'
    union all
    select
        'ignored_columns' as measure,
        delivered.table_name,
        'all' as reason,
        coalesce(loaded.ignored_column_count, 0) as row_count,
        null as of_count,
        null as standard_error_pct,
        'Columns without a name, which spreadsheets and data frames leave.' as explanation
    from (select distinct table_name from {{ ref('int_quarantine_counts') }}) as delivered
    left join {{ source('operations', 'loaded_deliveries') }} as loaded
        on delivered.table_name = loaded.table_name
),

shares as (
    select
        *,
        {{ share_pct('row_count', 'of_count') }} as row_share_pct
    from measures
),

published as (
    select
        measure,
        table_name,
        reason,
        cast(row_count as bigint) as row_count,
        row_share_pct,
        {{ confidence_interval(
            'row_share_pct', 'standard_error_pct',
            'row_share_ci_low_pct', 'row_share_ci_high_pct',
        ) }},
        explanation
    from shares
)

select
    measure,
    table_name,
    reason,
    row_count,
    {{ rounded(['row_share_pct', 'row_share_ci_low_pct', 'row_share_ci_high_pct']) }},
    explanation
from published
