-- Every table that divides the customers counts each accepted customer once, those without
-- spends included. Tables with suppressed rows cannot be added up and are left out.
{% set tables = {
    'portfolio': "'all'",
    'cities': "'all'",
    'age_groups': "'all'",
    'occupations': "'all'",
    'income_bands': "'all'",
    'genders': "'all'",
    'marital_statuses': "'all'",
    'segments': "'all'",
    'segment_cities': "'all'",
    'segment_demographics': 'attribute',
    'demographic_categories': "attribute || ' ' || category",
    'demographic_payment_types': "attribute || ' ' || payment_type",
    'segment_categories': 'category',
    'segment_payment_types': 'payment_type',
} %}

with accepted as (
    select count(*) as customer_count
    from {{ ref('stg_checked_customers') }}
    where quarantine_reasons is null
),

counts as (
    {%- for table, part in tables.items() %}
    select
        '{{ table }}' as table_name,
        {{ part }} as part,
        sum(customer_count) as customer_count
    from {{ ref(table) }}
    group by {{ part }}
    having count(*) filter (where is_suppressed) = 0
    union all
    {%- endfor %}
    select
        'dim_customers' as table_name,
        'all' as part,
        count(*) as customer_count
    from {{ ref('dim_customers') }}
)

select
    counts.table_name,
    counts.part,
    counts.customer_count,
    accepted.customer_count as accepted_customer_count
from counts
cross join accepted
where counts.customer_count <> accepted.customer_count
