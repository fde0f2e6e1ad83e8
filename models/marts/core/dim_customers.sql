-- Grain: one row per accepted customer, with or without spends.
with customers as (
    select
        customers.customer_id,
        customers.age_group,
        customers.city,
        customers.occupation,
        customers.gender,
        customers.marital_status,
        utilisation.segment,
        utilisation.avg_monthly_income_inr,
        utilisation.avg_monthly_spend_inr,
        totals.total_spend_inr,
        {%- for measure in payment_measures() %}
        {{ share_pct('totals.' ~ measure ~ '_spend_inr', 'totals.total_spend_inr') }}
            as {{ measure }}_share_pct,
        {%- endfor %}
        utilisation.utilisation_pct
    from {{ ref('stg_customers') }} as customers
    inner join {{ ref('int_customer_utilisation') }} as utilisation
        on customers.customer_id = utilisation.customer_id
    inner join {{ ref('int_customer_totals') }} as totals
        on customers.customer_id = totals.customer_id
)

select * from customers
