-- Grain: one row per customer, category and payment type with an accepted spend.
select
    customer_id,
    category,
    payment_type,
    cast(sum(spend_inr) as decimal(18, 2)) as total_spend_inr
from {{ ref('stg_spends') }}
group by customer_id, category, payment_type
