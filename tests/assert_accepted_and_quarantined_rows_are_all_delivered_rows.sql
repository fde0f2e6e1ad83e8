-- Every delivered row that holds a value is accepted or quarantined, once: nothing is dropped,
-- nothing doubled. Read from raw once more.
-- assert_spends_keep_month_category_and_payment_type compares the amounts.
with delivered as (
    select
        'customers' as table_name,
        count(*) as row_count
    from {{ ref('raw_customers') }}
    where
        {{ trimmed(
            "concat_ws('', customer_id, age_group, city, occupation, gender, avg_income, "
            ~ adapter.quote('marital status') ~ ")"
        ) }} <> ''
    union all
    select
        'spends' as table_name,
        count(*) as row_count
    from {{ ref('raw_spends') }}
    where
        {{ trimmed(
            "concat_ws('', customer_id, month, category, payment_type, spend, year)"
        ) }} <> ''
),

staged as (
    select
        'customers' as table_name,
        count(*) as row_count
    from {{ ref('stg_customers') }}
    union all
    select
        'customers' as table_name,
        count(*) as row_count
    from {{ ref('stg_quarantined_customers') }}
    union all
    select
        'spends' as table_name,
        count(*) as row_count
    from {{ ref('stg_spends') }}
    union all
    select
        'spends' as table_name,
        count(*) as row_count
    from {{ ref('stg_quarantined_spends') }}
)

select
    delivered.table_name,
    delivered.row_count,
    sum(staged.row_count) as staged_row_count
from delivered
left join staged on delivered.table_name = staged.table_name
group by delivered.table_name, delivered.row_count
having delivered.row_count <> coalesce(sum(staged.row_count), 0)
