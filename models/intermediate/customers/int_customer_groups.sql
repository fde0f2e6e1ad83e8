-- Grain: one row per accepted customer and attribute: the group the customer belongs to.
with customers as (
    select
        customers.*,
        utilisation.segment,
        cards.card_id as card
    from {{ ref('stg_customers') }} as customers
    inner join {{ ref('int_customer_utilisation') }} as utilisation
        on customers.customer_id = utilisation.customer_id
    inner join {{ ref('int_customer_cards') }} as cards
        on customers.customer_id = cards.customer_id
),

memberships as (
    {%- for attribute in demographics() + ['segment', 'card'] %}
    select
        customer_id,
        '{{ attribute }}' as attribute,
        {{ attribute }} as member
    from customers
    union all
    {%- endfor %}
    select
        customer_id,
        'portfolio' as attribute,
        'All customers' as member
    from customers
)

select * from memberships
