-- Grain: one row: a fingerprint of the accepted data.
-- The order of rows and the format of the files do not change it. A changed attribute,
-- income or amount does, unless other changes offset it in the customer's payment types
-- and in the month's categories alike.
with customers as (
    select
        md5(concat_ws(
            '|',
            customers.customer_id,
            {%- for attribute in demographics() %}
            customers.{{ attribute }},
            {%- endfor %}
            cast(customers.avg_monthly_income_inr as string)
            {%- for measure in ['total'] + payment_measures().keys() | list %},
            cast(totals.{{ measure }}_spend_inr as string)
            {%- endfor %}
        )) as content
    from {{ ref('stg_customers') }} as customers
    inner join {{ ref('int_customer_totals') }} as totals
        on customers.customer_id = totals.customer_id
),

months as (
    select
        concat_ws(
            '|',
            cast(month_start_date as string),
            category,
            payment_type,
            cast(total_spend_inr as string)
        ) as content
    from {{ ref('int_monthly_spends') }}
),

-- in 4,096 parts, so that no text holds all customers
parts as (
    select md5({{ joined('content', ',', 'content') }}) as content
    from customers
    group by left(content, 3)
),

contents as (
    select md5({{ joined('content', ',', 'content') }}) as content
    from parts
    union all
    select md5({{ joined('content', ',', 'content') }}) as content
    from months
),

fingerprint as (
    select md5({{ joined('content', ',', 'content') }}) as delivery_fingerprint
    from contents
)

select * from fingerprint
