-- Grain: one row: what a delivery holds, and the grid that it should hold.
{{ config(materialized='table') }}

with customers as (
    select count(*) as customer_count from {{ ref('stg_customers') }}
),

spenders as (
    select count(*) as customer_count
    from (
        select distinct upper({{ trimmed('customer_id') }}) as customer_id
        from {{ ref('raw_spends') }}
    ) as delivered
    inner join {{ ref('stg_customers') }} as customers
        on delivered.customer_id = customers.customer_id
),

-- months without a gap between the first and the last
months as (
    select
        count(distinct month_start_date) as month_count,
        coalesce(
            12 * (
                extract(year from max(month_start_date))
                - extract(year from min(month_start_date))
            )
            + extract(month from max(month_start_date))
            - extract(month from min(month_start_date)) + 1,
            0
        ) as span_count
    from {{ ref('stg_delivered_months') }}
),

{% for name, relation in {
    'items': 'accepted_members',
    'delivered_items': 'stg_spellings',
}.items() %}
{{ name }} as (
    select
        count(distinct case when attribute = 'category' then member end) as category_count,
        count(distinct case when attribute = 'payment_type' then member end)
            as payment_type_count
    from {{ ref(relation) }}
),
{% endfor %}

-- a row that was set aside for its amount alone was delivered all the same
set_aside as (
    select
        count(*) as row_count,
        count(case
            when
                month_number is not null and category is not null
                and payment_type is not null
                and quarantine_reasons not like '%customer%'
                and quarantine_reasons not like '%year%'
                and quarantine_reasons not like '%repeated%'
                then 1
        end) as cell_count
    from {{ ref('stg_quarantined_spends') }}
),

delivered as (
    select row_count
    from {{ ref('stg_delivered_rows') }}
    where table_name = 'spends'
)

select
    customers.customer_count,
    spenders.customer_count as customers_with_spends,
    months.month_count,
    delivered_items.category_count,
    delivered_items.payment_type_count,
    delivered.row_count - set_aside.row_count + set_aside.cell_count as cell_count,
    customers.customer_count * months.span_count
    * items.category_count * items.payment_type_count as grid_cell_count
from customers
cross join spenders
cross join months
cross join items
cross join delivered_items
cross join set_aside
cross join delivered
