-- Grain: one row per delivered spend row of a customer's month that may hold a row twice.
-- A table: it is small, and a window over every row would sort the whole delivery.
{{ config(materialized='table') }}
{% set spend_key %}recognised.{{
    ['customer_id', 'year', 'month_number', 'category', 'payment_type'] | join(', recognised.')
}}{% endset %}
{% set row_as_delivered = delivered_row([
    'delivered_customer_id', 'delivered_month', 'delivered_category',
    'delivered_payment_type', 'delivered_spend', 'delivered_year',
]) %}

-- A month whose cells are fewer than its rows holds a row twice. One bit a cell: beyond 62
-- cells two may share a bit, and a month is looked at for nothing.
with repeated_months as (
    select
        customer_id,
        year,
        month_number
    from {{ ref('stg_recognised_spends') }}
    where
        customer_id <> '' and year is not null and month_number is not null
        and cell_number is not null
    group by customer_id, year, month_number
    having count(*) > bit_count(bit_or({{ bit('cell_number % 62') }}))
),

compared as (
    select
        recognised.*,
        -- an amount that cannot be read is compared as it was written
        min(coalesce(cast(recognised.spend_inr as string), {{ row_as_delivered }}))
            over (partition by {{ spend_key }})
        <> max(coalesce(cast(recognised.spend_inr as string), {{ row_as_delivered }}))
            over (partition by {{ spend_key }}) as has_conflict,
        row_number() over (
            partition by {{ spend_key }} order by {{ row_as_delivered }}
        ) as copy_number
    from {{ ref('stg_recognised_spends') }} as recognised
    inner join repeated_months
        on
            recognised.customer_id = repeated_months.customer_id
            and recognised.year = repeated_months.year
            and recognised.month_number = repeated_months.month_number
    where recognised.cell_number is not null
)

-- in the order of stg_recognised_spends, to which stg_checked_spends adds them
select
    customer_id,
    month_number,
    year,
    category,
    payment_type,
    cell_number,
    spend_inr,
    is_spend_negative,
    delivered_row_number,
    delivered_customer_id,
    delivered_month,
    delivered_category,
    delivered_payment_type,
    delivered_spend,
    delivered_year,
    month_start_date,
    has_conflict,
    copy_number
from compared
