-- Grain: one row per accepted customer and attribute: the group the customer belongs to.
with customers as (
    select
        customers.*,
        utilisation.segment
    from {{ ref('stg_customers') }} as customers
    inner join {{ ref('int_customer_utilisation') }} as utilisation
        on customers.customer_id = utilisation.customer_id
),

memberships as (
    {%- for attribute in demographics() + ['segment'] %}
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
