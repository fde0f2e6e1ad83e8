-- Grain: one row per delivered spend row.
-- A view: to check all rows twice, for those that are set aside and for those that are
-- accepted, costs less than to write them twice.
with customers as (
    select customer_id from {{ ref('stg_customers') }}
),

repeated_months as (
    select distinct
        customer_id,
        year,
        month_number
    from {{ ref('stg_repeated_spends') }}
),

compared as (
    select
        recognised.*,
        false as has_conflict,
        1 as copy_number
    from {{ ref('stg_recognised_spends') }} as recognised
    left join repeated_months
        on
            recognised.customer_id = repeated_months.customer_id
            and recognised.year = repeated_months.year
            and recognised.month_number = repeated_months.month_number
    where repeated_months.customer_id is null or recognised.cell_number is null
    union all
    select * from {{ ref('stg_repeated_spends') }}
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
        delivered_row_number,
        customer_id,
        month_number,
        month_start_date,
        category,
        payment_type,
        spend_inr,
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
        }) }} as quarantine_reasons,
        {{ delivered_row([
            'delivered_customer_id', 'delivered_month', 'delivered_category',
            'delivered_payment_type', 'delivered_spend', 'delivered_year',
        ]) }} as delivered_row
    from matched
)

select * from judged
