-- Grain: one row per combination of the five attributes that a customer has.
-- Sums and sums of products: every key segment is made of combinations, so that customers are
-- read once, however many segments there are.
with customers as (
    select
        {%- for attribute in demographics() %}
        customers.{{ attribute }},
        {%- endfor %}
        utilisation.avg_monthly_income_inr as income,
        utilisation.avg_monthly_spend_inr as spend,
        {%- for measure in payment_measures() %}
        totals.{{ measure }}_spend_inr,
        {%- endfor %}
        totals.total_spend_inr
    from {{ ref('stg_customers') }} as customers
    inner join {{ ref('int_customer_utilisation') }} as utilisation
        on customers.customer_id = utilisation.customer_id
    inner join {{ ref('int_customer_totals') }} as totals
        on customers.customer_id = totals.customer_id
),

combinations as (
    select
        {{ demographics() | join(',\n        ') }},
        count(*) as customer_count,
        sum(income) as monthly_income_inr,
        sum(spend) as monthly_spend_inr,
        sum(spend * spend) as spend_squares,
        sum(spend * income) as spend_income_products,
        sum(income * income) as income_squares,
        {%- for measure in payment_measures() %}
        cast(sum({{ measure }}_spend_inr) as decimal(18, 2)) as {{ measure }}_spend_inr,
        {%- endfor %}
        cast(sum(total_spend_inr) as decimal(18, 2)) as total_spend_inr
    from customers
    group by {{ demographics() | join(', ') }}
)

select
    *,
    {{ attribute_combination() }} as combination
from combinations
