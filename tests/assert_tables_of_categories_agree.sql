-- Categories are summed on two ways, by month and by customer. Both must give the same
-- spend for each category and payment type, or one of them mixes its labels up.
with by_month as (
    select
        category,
        payment_type,
        sum(total_spend_inr) as spend_inr
    from {{ ref('int_monthly_spends') }}
    group by category, payment_type
),

by_customer as (
    select
        category,
        payment_type,
        sum(total_spend_inr) as spend_inr
    from {{ ref('int_customer_spends') }}
    group by category, payment_type
)

select
    by_month.category,
    by_month.payment_type
from by_month
full outer join by_customer
    on
        by_month.category = by_customer.category
        and by_month.payment_type = by_customer.payment_type
where by_month.spend_inr is distinct from by_customer.spend_inr
