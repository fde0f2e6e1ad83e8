-- Grain: one row per combination of the five attributes and category with spend.
select
    {{ demographic_cell('customers') }} as cell,
    spends.category,
    sum(cast(spends.total_spend_inr as double)) as total_spend_inr
from {{ ref('int_customer_spends') }} as spends
inner join {{ ref('stg_customers') }} as customers
    on spends.customer_id = customers.customer_id
group by {{ demographic_cell('customers') }}, spends.category
