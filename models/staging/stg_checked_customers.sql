-- Grain: one row per delivered customer row that holds a value.
-- A table: both files' checks and every customer model read it.
{{ config(materialized='table') }}
{%- set attributes = ['age_group', 'city', 'occupation', 'gender', 'marital_status'] %}

with delivered as (
    select
        city,
        age_group,
        occupation,
        gender,
        {{ adapter.quote('marital status') }} as marital_status,
        avg_income,
        {{ row_number_in_delivery() }} as delivered_row_number,
        upper({{ trimmed('customer_id') }}) as customer_id,
        {{ delivered_row([
            'customer_id', 'age_group', 'city', 'occupation', 'gender',
            adapter.quote('marital status'), 'avg_income',
        ]) }} as delivered_row
    from {{ ref('raw_customers') }}
    where not ({{ is_blank_row('customers') }})
),

recognised as (
    select
        delivered.customer_id,
        {%- for attribute in attributes %}
        {{ attribute }}_spellings.member as {{ attribute }},
        {%- endfor %}
        {{ read_amount('delivered.avg_income') }} as avg_monthly_income_inr,
        try_cast(delivered.avg_income as double) <= 0 as is_income_not_positive,
        delivered.delivered_row,
        delivered.delivered_row_number
    from delivered
    {% for attribute in attributes %}
    left join {{ ref('stg_spellings') }} as {{ attribute }}_spellings
        on
            {{ attribute }}_spellings.attribute = '{{ attribute }}'
            and delivered.{{ attribute }} = {{ attribute }}_spellings.spelling
    {% endfor %}
),

described as (
    select
        *,
        -- repeats are judged by what was read; an unreadable income by what was written
        {{ delivered_row([
            'age_group', 'city', 'occupation', 'gender', 'marital_status',
            'cast(avg_monthly_income_inr as string)',
        ]) }}
        || case when avg_monthly_income_inr is null then delivered_row else '' end
            as content
    from recognised
),

compared as (
    select
        *,
        min(content) over (partition by customer_id)
        <> max(content) over (partition by customer_id) as has_conflict,
        row_number() over (partition by customer_id order by delivered_row) as copy_number
    from described
),

judged as (
    select
        *,
        {{ reasons({
            'customer_id_missing': "coalesce(customer_id, '') = ''",
            'customer_id_malformed': "customer_id <> '' and not "
                ~ matches_pattern('customer_id', var('customer_id_pattern')),
            'age_group_unknown': 'age_group is null',
            'city_unknown': 'city is null',
            'occupation_unknown': 'occupation is null',
            'gender_unknown': 'gender is null',
            'marital_status_unknown': 'marital_status is null',
            'income_unreadable': 'avg_monthly_income_inr is null'
                ~ ' and not coalesce(is_income_not_positive, false)',
            'income_not_positive': 'is_income_not_positive or avg_monthly_income_inr <= 0',
            'row_repeated': "customer_id <> '' and not has_conflict and copy_number > 1",
            'rows_conflict': "customer_id <> '' and has_conflict",
        }) }} as quarantine_reasons
    from compared
),

checked as (
    select
        customer_id,
        age_group,
        city,
        occupation,
        gender,
        marital_status,
        avg_monthly_income_inr,
        delivered_row_number,
        quarantine_reasons,
        case when quarantine_reasons is not null then delivered_row end as delivered_row
    from judged
)

select * from checked
