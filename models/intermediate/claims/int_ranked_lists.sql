-- Grain: one row per list that a claim ranks in, and its category or group.
select
    'category_rank' as test,
    cast(null as string) as attribute,
    cast(null as string) as member,
    categories.category as item,
    categories.spend_share_pct as figure,
    '% of spend' as unit,
    categories.spend_share_ci_low_pct as ci_low,
    categories.spend_share_ci_high_pct as ci_high,
    portfolio.customer_count,
    'categories' as evidence_mart,
    {{ lookup_key(['category'], ['categories.category']) }} as evidence_key,
    'spend_share_pct' as evidence_column
from {{ ref('categories') }} as categories
cross join {{ ref('portfolio') }} as portfolio
where not portfolio.is_suppressed
union all
select
    'non_card_rank' as test,
    null as attribute,
    null as member,
    categories.category as item,
    categories.non_card_share_pct as figure,
    '% of what is not paid by credit card' as unit,
    categories.non_card_share_ci_low_pct as ci_low,
    categories.non_card_share_ci_high_pct as ci_high,
    portfolio.customer_count,
    'categories' as evidence_mart,
    {{ lookup_key(['category'], ['categories.category']) }} as evidence_key,
    'non_card_share_pct' as evidence_column
from {{ ref('categories') }} as categories
cross join {{ ref('portfolio') }} as portfolio
where not portfolio.is_suppressed
union all
select
    'usable_segment_rank' as test,
    null as attribute,
    key_segment as member,
    null as item,
    shrunk_utilisation_pct as figure,
    '% of income' as unit,
    shrunk_ci_low_pct as ci_low,
    shrunk_ci_high_pct as ci_high,
    customer_count,
    'key_segments' as evidence_mart,
    {{ lookup_key(['key_segment'], ['key_segment']) }} as evidence_key,
    'shrunk_utilisation_pct' as evidence_column
from {{ ref('key_segments') }}
where not uses_personal_attribute
union all
select
    'high_value_category_rank' as test,
    null as attribute,
    null as member,
    category as item,
    share_pct as figure,
    '% of the spend of High' as unit,
    affinity_ci_low * share_pct / nullif(affinity_index, 0) as ci_low,
    affinity_ci_high * share_pct / nullif(affinity_index, 0) as ci_high,
    customer_count,
    'segment_categories' as evidence_mart,
    {{ lookup_key(['segment', 'category'], ['segment', 'category']) }} as evidence_key,
    'share_pct' as evidence_column
from {{ ref('segment_categories') }}
where segment = 'High'
union all
select
    'total_spend_rank' as test,
    'city' as attribute,
    city as member,
    null as item,
    cast(total_spend_inr as double) as figure,
    'INR' as unit,
    avg_monthly_spend_ci_low_inr
    * cast(total_spend_inr as double) / nullif(avg_monthly_spend_inr, 0) as ci_low,
    avg_monthly_spend_ci_high_inr
    * cast(total_spend_inr as double) / nullif(avg_monthly_spend_inr, 0) as ci_high,
    customer_count,
    'cities' as evidence_mart,
    {{ lookup_key(['city'], ['city']) }} as evidence_key,
    'total_spend_inr' as evidence_column
from {{ ref('cities') }}
union all
{%- for table, attribute in {'occupations': 'occupation', 'cities': 'city'}.items() %}
select
    'spend_per_customer_rank' as test,
    '{{ attribute }}' as attribute,
    {{ attribute }} as member,
    null as item,
    avg_monthly_spend_inr as figure,
    'INR a month and customer' as unit,
    avg_monthly_spend_ci_low_inr as ci_low,
    avg_monthly_spend_ci_high_inr as ci_high,
    customer_count,
    '{{ table }}' as evidence_mart,
    {{ lookup_key([attribute], [attribute]) }} as evidence_key,
    'avg_monthly_spend_inr' as evidence_column
from {{ ref(table) }}
{{ 'union all' if not loop.last }}
{%- endfor %}
