-- Question 1: who are the customers, and how do groups differ?
-- Every group beside its number of customers, income and utilisation with its interval.
with groups as (
    {%- for table, attribute in {
        'portfolio': 'portfolio',
        'cities': 'city',
        'age_groups': 'age_group',
        'occupations': 'occupation',
        'genders': 'gender',
        'marital_statuses': 'marital_status',
    }.items() %}
    select
        '{{ attribute }}' as attribute,
        {{ attribute }} as member,
        customer_count,
        customer_share_pct,
        avg_monthly_income_inr,
        utilisation_pct,
        utilisation_ci_low_pct,
        utilisation_ci_high_pct,
        reliability
    from {{ ref(table) }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
)

select * from groups
order by attribute asc, customer_count desc
