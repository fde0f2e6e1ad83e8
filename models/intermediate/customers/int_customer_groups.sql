-- Grain: one row per accepted customer and attribute: the group the customer belongs to.
with customers as (
    select
        customers.*,
        utilisation.segment,
        cards.card_id as card,
        bands.income_band
    from {{ ref('stg_customers') }} as customers
    inner join {{ ref('int_customer_utilisation') }} as utilisation
        on customers.customer_id = utilisation.customer_id
    inner join {{ ref('int_customer_cards') }} as cards
        on customers.customer_id = cards.customer_id
    inner join {{ ref('int_income_bands') }} as bands
        on
            customers.avg_monthly_income_inr >= bands.income_from_inr
            and (
                customers.avg_monthly_income_inr < bands.income_below_inr
                or bands.income_below_inr is null
            )
),

memberships as (
    {%- for attribute in demographics() + ['income_band', 'segment', 'card'] %}
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
