-- Grain: one row per delivered spend row.
-- A table: the checks are the costly part, and three models read their result. They read
-- the delivery three times: what is named once and read often, DuckDB keeps in memory.
{{ config(materialized='table') }}
{% set spend_key = ['customer_id', 'month_start_date', 'category', 'payment_type'] %}
{% set qualified_key %}recognised.{{ spend_key | join(', recognised.') }}{% endset %}

with customers as (
    select customer_id from {{ ref('stg_customers') }}
),

-- A customer's month whose cells are fewer than its rows holds a row twice. One bit a cell:
-- beyond 62 cells two may share a bit, and a month is looked at for nothing.
repeated_months as (
    select
        customer_id,
        month_start_date
    from {{ ref('stg_recognised_spends') }}
    where customer_id <> '' and cell_number is not null
    group by customer_id, month_start_date
    having count(*) > bit_count(bit_or(cast(power(2, cell_number % 62) as bigint)))
),

-- only such months are compared: a window over every row would sort the whole delivery
compared as (
    select
        recognised.*,
        -- an amount that cannot be read is compared as it was written
        min(coalesce(cast(recognised.spend_inr as string), recognised.delivered_row))
            over (partition by {{ qualified_key }})
        <> max(coalesce(cast(recognised.spend_inr as string), recognised.delivered_row))
            over (partition by {{ qualified_key }}) as has_conflict,
        row_number() over (
            partition by {{ qualified_key }} order by recognised.delivered_row
        ) as copy_number
    from {{ ref('stg_recognised_spends') }} as recognised
    inner join repeated_months
        on
            recognised.customer_id = repeated_months.customer_id
            and recognised.month_start_date = repeated_months.month_start_date
    where recognised.cell_number is not null
    union all
    select
        recognised.*,
        false as has_conflict,
        1 as copy_number
    from {{ ref('stg_recognised_spends') }} as recognised
    left join repeated_months
        on
            recognised.customer_id = repeated_months.customer_id
            and recognised.month_start_date = repeated_months.month_start_date
    where repeated_months.customer_id is null or recognised.cell_number is null
),

matched as (
    select
        compared.*,
        customers.customer_id is not null as is_customer,
        -- an accepted customer's id follows the pattern: only others are looked at
        case
            when customers.customer_id is not null then true
            else {{ matches_pattern('compared.customer_id', var('customer_id_pattern')) }}
        end as is_customer_id
    from compared
    left join customers on compared.customer_id = customers.customer_id
),

judged as (
    select
        *,
        {{ reasons({
            'customer_id_missing': "coalesce(customer_id, '') = ''",
            'customer_id_malformed': "customer_id <> '' and not is_customer_id",
            'customer_unknown': 'is_customer_id and not is_customer',
            'month_unknown': 'month_number is null',
            'year_unknown': 'year is null',
            'category_unknown': 'category is null',
            'payment_type_unknown': 'payment_type is null',
            'spend_unreadable': 'spend_inr is null and not coalesce(is_spend_negative, false)',
            'spend_negative': 'is_spend_negative',
            'row_repeated': 'not has_conflict and copy_number > 1',
            'rows_conflict': 'has_conflict',
        }) }} as quarantine_reasons
    from matched
),

checked as (
    select
        customer_id,
        month_number,
        month_start_date,
        category,
        payment_type,
        spend_inr,
        quarantine_reasons,
        case when quarantine_reasons is not null then delivered_row end as delivered_row
    from judged
)

select * from checked
