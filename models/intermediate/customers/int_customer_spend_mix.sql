-- Grain: one row per accepted customer and category, and per customer and payment type.
with customers as (
    select
        customer_id,
        total_spend_inr,
        total_spend_inr - credit_card_spend_inr as total_non_card_spend_inr
    from {{ ref('int_customer_totals') }}
),

items as (
    select
        attribute as dimension,
        member as item
    from {{ ref('accepted_members') }}
    where attribute in ('category', 'payment_type') and spelling = member
),

spends as (
    {%- for dimension in ['category', 'payment_type'] %}
    select
        customer_id,
        '{{ dimension }}' as dimension,
        {{ dimension }} as item,
        sum(total_spend_inr) as spend_inr,
        sum(
            case when payment_type = 'Credit Card' then 0 else total_spend_inr end
        ) as non_card_spend_inr
    from {{ ref('int_customer_spends') }}
    group by customer_id, {{ dimension }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

-- no spend in a category is a spend of zero: the customer stays in the sample
mix as (
    select
        customers.customer_id,
        items.dimension,
        items.item,
        cast(coalesce(spends.spend_inr, 0) as decimal(18, 2)) as spend_inr,
        customers.total_spend_inr,
        cast(coalesce(spends.non_card_spend_inr, 0) as decimal(18, 2))
            as non_card_spend_inr,
        customers.total_non_card_spend_inr
    from customers
    cross join items
    left join spends
        on
            customers.customer_id = spends.customer_id
            and items.dimension = spends.dimension
            and items.item = spends.item
)

select * from mix
