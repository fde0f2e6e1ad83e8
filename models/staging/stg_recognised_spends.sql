-- Grain: one row per delivered spend row.
with delivered as (
    select
        customer_id as delivered_customer_id,
        month as delivered_month,
        category as delivered_category,
        payment_type as delivered_payment_type,
        spend as delivered_spend,
        year as delivered_year,
        upper(trim(customer_id)) as customer_id,
        lower(trim(month)) as month,
        lower(trim(category)) as category,
        lower(trim(payment_type)) as payment_type,
        trim(year) as year
    from {{ ref('raw_spends') }}
),

-- a delivery that has years anywhere must have one in every row
delivery as (
    select coalesce(max(year), '') <> '' as has_years
    from {{ ref('raw_spends') }}
),

recognised as (
    select
        delivered.customer_id,
        months.sort_order as month_number,
        case
            when not delivery.has_years then {{ var('pilot_year') }}
            when {{ matches_pattern('delivered.year', '^[0-9]{4}$') }}
                then try_cast(delivered.year as int)
        end as year,
        categories.member as category,
        payment_types.member as payment_type,
        -- distinct for up to five payment types
        5 * categories.sort_order + payment_types.sort_order as cell_number,
        {{ read_amount('delivered.delivered_spend') }} as spend_inr,
        try_cast(delivered.delivered_spend as double) < 0 as is_spend_negative,
        delivered.delivered_customer_id,
        delivered.delivered_month,
        delivered.delivered_category,
        delivered.delivered_payment_type,
        delivered.delivered_spend,
        delivered.delivered_year
    from delivered
    cross join delivery
    left join {{ ref('accepted_members') }} as months
        on months.attribute = 'month' and delivered.month = lower(months.spelling)
    left join {{ ref('accepted_members') }} as categories
        on
            categories.attribute = 'category'
            and delivered.category = lower(categories.spelling)
    left join {{ ref('accepted_members') }} as payment_types
        on
            payment_types.attribute = 'payment_type'
            and delivered.payment_type = lower(payment_types.spelling)
)

select
    *,
    make_date(year, month_number, 1) as month_start_date
from recognised
