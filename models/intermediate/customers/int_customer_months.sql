-- Grain: one row per customer and month with an accepted spend.
select
    customer_id,
    month_start_date,
    cast(sum(spend_inr) as decimal(18, 2)) as total_spend_inr,
    count(*) as spend_count
from {{ ref('stg_spends') }}
group by customer_id, month_start_date
