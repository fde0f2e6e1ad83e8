-- Grain: one row per attribute and spelling that was delivered.
-- A table: rows are matched to it, so that each spelling is compared once, not each row.
{{ config(materialized='table') }}
{%- set columns = {
    'raw_customers': {
        'city': 'city', 'age_group': 'age_group', 'occupation': 'occupation',
        'gender': 'gender', 'marital_status': adapter.quote('marital status'),
    },
    'raw_spends': {'category': 'category', 'payment_type': 'payment_type'},
} %}

with delivered as (
    {%- for seed, attributes in columns.items() %}
    {%- for attribute, column in attributes.items() %}
    select
        '{{ attribute }}' as attribute,
        {{ column }} as spelling,
        count(*) as row_count
    from {{ ref(seed) }}
    where {{ column }} is not null
    group by {{ column }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

compared as (
    select
        *,
        {{ comparable('spelling') }} as comparable_spelling
    from delivered
),

members as (
    select
        attribute,
        member,
        sort_order,
        {{ comparable('spelling') }} as comparable_spelling
    from {{ ref('accepted_members') }}
)

select distinct
    compared.attribute,
    compared.spelling,
    compared.comparable_spelling,
    members.member,
    members.sort_order,
    compared.row_count
from compared
left join members
    on
        compared.attribute = members.attribute
        and compared.comparable_spelling = members.comparable_spelling
