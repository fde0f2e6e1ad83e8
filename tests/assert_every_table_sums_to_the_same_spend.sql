-- Every table that divides the spend adds up to the accepted spend, read once more from
-- staging: a fan-out, a lost customer or a forgotten member shows here. Tables with
-- suppressed rows cannot be added up and are left out.
{% set tables = {
    'fct_spends': [],
    'dim_customers': [],
    'categories': [],
    'payment_types': [],
    'months': [],
    'month_categories': [],
    'category_payment_types': [],
    'portfolio': [],
    'cities': [],
    'age_groups': [],
    'occupations': [],
    'income_bands': [],
    'genders': [],
    'marital_statuses': [],
    'segments': [],
    'demographic_categories': ['attribute'],
    'demographic_payment_types': ['attribute'],
    'segment_categories': [],
    'segment_payment_types': [],
    'segment_cities': [],
} %}
{% set with_suppression = [
    'portfolio', 'cities', 'age_groups', 'occupations', 'genders', 'marital_statuses',
    'income_bands', 'segments', 'demographic_categories', 'demographic_payment_types', 'segment_categories',
    'segment_payment_types', 'segment_cities',
] %}

with accepted as (
    select coalesce(sum(spend_inr), 0) as spend_inr from {{ ref('stg_spends') }}
),

sums as (
    {%- for table, parts in tables.items() %}
    select
        '{{ table }}' as table_name,
        {{ parts[0] if parts else "'all'" }} as part,
        sum({{ 'spend_inr' if table == 'fct_spends' else 'total_spend_inr' }}) as spend_inr
    from {{ ref(table) }}
    {% if parts %}group by {{ parts[0] }}{% endif %}
    {% if table in with_suppression -%}
    having count(*) filter (where is_suppressed) = 0
    {%- endif %}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
)

select
    sums.table_name,
    sums.part,
    sums.spend_inr,
    accepted.spend_inr as accepted_spend_inr
from sums
cross join accepted
where sums.spend_inr <> accepted.spend_inr
