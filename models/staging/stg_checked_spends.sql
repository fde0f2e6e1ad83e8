-- Grain: one row per delivered spend row.
-- A table: the checks are the costly part, and three models read their result.
{{ config(materialized='table') }}
{% set spend_key = ['customer_id', 'month_start_date', 'category', 'payment_type'] %}
{% set qualified_key %}recognised.{{ spend_key | join(', recognised.') }}{% endset %}
{% set same_key -%}
{%- for column in spend_key -%}
recognised.{{ column }} = repeated_keys.{{ column }} {{- ' and ' if not loop.last }}
{%- endfor -%}
{%- endset %}

with recognised as (
    select
        customer_id,
        try_cast(
            concat(year, '-', lpad(cast(month_number as string), 2, '0'), '-01') as date
        ) as month_start_date,
        month_number,
        year,
        category,
        payment_type,
        spend_inr,
        is_spend_negative,
        delivered_row
    from {{ ref('stg_recognised_spends') }}
),

customers as (
    select customer_id from {{ ref('stg_customers') }}
),

repeated_keys as (
    select {{ spend_key | join(', ') }}
    from recognised
    where customer_id <> ''
    group by {{ spend_key | join(', ') }}
    having count(*) > 1
),

-- only repeated rows are compared: a window over every row would sort the whole delivery
compared as (
    select
        recognised.*,
        -- an amount that cannot be read is compared as it was written
        min(coalesce(cast(recognised.spend_inr as string), recognised.delivered_row))
            over (partition by {{ qualified_key }})
        <> max(coalesce(cast(recognised.spend_inr as string), recognised.delivered_row))
            over (partition by {{ qualified_key }}) as has_conflict,
        row_number() over (
            partition by {{ qualified_key }} order by recognised.delivered_row
        ) as copy_number
    from recognised
    inner join repeated_keys on {{ same_key }}
    union all
    select
        recognised.*,
        false as has_conflict,
        1 as copy_number
    from recognised
    anti join repeated_keys on {{ same_key }}
),

judged as (
    select
        compared.*,
        {{ reasons({
            'customer_id_missing': "coalesce(compared.customer_id, '') = ''",
            'customer_id_malformed': "compared.customer_id <> '' and not "
                ~ matches_pattern('compared.customer_id', var('customer_id_pattern')),
            'customer_unknown': 'customers.customer_id is null and '
                ~ matches_pattern('compared.customer_id', var('customer_id_pattern')),
            'month_unknown': 'compared.month_number is null',
            'year_unknown': 'compared.year is null',
            'category_unknown': 'compared.category is null',
            'payment_type_unknown': 'compared.payment_type is null',
            'spend_unreadable': 'compared.spend_inr is null'
                ~ ' and not coalesce(compared.is_spend_negative, false)',
            'spend_negative': 'compared.is_spend_negative',
            'row_repeated': 'not compared.has_conflict and compared.copy_number > 1',
            'rows_conflict': 'compared.has_conflict',
        }) }} as quarantine_reasons
    from compared
    left join customers on compared.customer_id = customers.customer_id
),

checked as (
    select
        customer_id,
        month_number,
        month_start_date,
        category,
        payment_type,
        spend_inr,
        quarantine_reasons,
        case when quarantine_reasons is not null then delivered_row end as delivered_row
    from judged
)

select * from checked
