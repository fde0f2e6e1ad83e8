-- Grain: one row per delivered spend row that holds a value.
with delivered as (
    select
        customer_id as delivered_customer_id,
        month as delivered_month,
        category as delivered_category,
        payment_type as delivered_payment_type,
        spend as delivered_spend,
        year as delivered_year,
        upper({{ trimmed('customer_id') }}) as customer_id,
        {{ row_number_in_delivery() }} as delivered_row_number
    from {{ ref('raw_spends') }}
    where not ({{ is_blank_row('spends') }})
),

recognised as (
    select
        delivered.customer_id,
        months.month_number,
        months.year,
        categories.member as category,
        payment_types.member as payment_type,
        -- distinct for up to five payment types
        5 * categories.sort_order + payment_types.sort_order as cell_number,
        {{ read_amount('delivered.delivered_spend') }} as spend_inr,
        try_cast(delivered.delivered_spend as double) < 0 as is_spend_negative,
        delivered.delivered_row_number,
        delivered.delivered_customer_id,
        delivered.delivered_month,
        delivered.delivered_category,
        delivered.delivered_payment_type,
        delivered.delivered_spend,
        delivered.delivered_year,
        months.month_start_date
    from delivered
    left join {{ ref('stg_delivered_months') }} as months
        on
            coalesce(delivered.delivered_month, '') = months.delivered_month
            and coalesce(delivered.delivered_year, '') = months.delivered_year
    left join {{ ref('stg_spellings') }} as categories
        on
            categories.attribute = 'category'
            and delivered.delivered_category = categories.spelling
    left join {{ ref('stg_spellings') }} as payment_types
        on
            payment_types.attribute = 'payment_type'
            and delivered.delivered_payment_type = payment_types.spelling
)

select * from recognised
