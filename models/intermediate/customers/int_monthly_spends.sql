-- Grain: one row per month, category and payment type with an accepted spend.
select
    month_start_date,
    category,
    payment_type,
    cast(sum(spend_inr) as decimal(18, 2)) as total_spend_inr
from {{ ref('stg_spends') }}
group by month_start_date, category, payment_type
