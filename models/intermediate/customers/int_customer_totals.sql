-- Grain: one row per accepted customer, with or without spends.
with customers as (
    select customer_id from {{ ref('stg_customers') }}
),

spends as (
    select
        customer_id,
        payment_type,
        total_spend_inr
    from {{ ref('int_customer_spends') }}
),

totals as (
    select
        customers.customer_id,
        {%- for measure, payment_type in payment_measures().items() %}
        cast(coalesce(
            sum(
                case
                    when spends.payment_type = '{{ payment_type }}' then spends.total_spend_inr
                end
            ),
            0
        ) as decimal(18, 2)) as {{ measure }}_spend_inr,
        {%- endfor %}
        cast(coalesce(sum(spends.total_spend_inr), 0) as decimal(18, 2))
            as total_spend_inr
    from customers
    left join spends on customers.customer_id = spends.customer_id
    group by customers.customer_id
)

select * from totals
