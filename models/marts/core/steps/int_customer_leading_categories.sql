-- Grain: one row per customer with spend: the category that the customer spends most on
-- against everybody's share of it.
with affinities as (
    select
        customers.customer_id,
        customers.item as category,
        {{ share_pct('customers.spend_inr', 'customers.total_spend_inr') }}
        / nullif(portfolio.share_pct, 0) as affinity,
        portfolio.item_sort_order
    from {{ ref('int_customer_spend_mix') }} as customers
    inner join {{ ref('int_group_spend_mix') }} as portfolio
        on
            customers.dimension = portfolio.dimension
            and customers.item = portfolio.item
            and portfolio.attribute = 'portfolio'
    where customers.dimension = 'category' and customers.total_spend_inr > 0
),

ranked as (
    select
        *,
        row_number() over (
            partition by customer_id order by affinity desc, item_sort_order asc
        ) as affinity_rank
    from affinities
    where affinity is not null
)

select
    customer_id,
    category as leading_category,
    100 * affinity as leading_category_index
from ranked
where affinity_rank = 1
