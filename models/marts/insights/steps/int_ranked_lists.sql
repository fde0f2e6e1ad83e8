-- Grain: one row per ranking that a claim speaks of, and its category or group.
{%- for ranking, share, unit in [
    ('category_rank', 'spend', '% of spend'),
    ('non_card_rank', 'non_card', '% of what is not paid by credit card'),
] %}
select
    '{{ ranking }}' as ranking,
    cast(null as string) as attribute,
    cast(null as string) as member,
    categories.item,
    categories.{{ share }}_share_pct as figure,
    '{{ unit }}' as unit,
    categories.{{ share }}_share_ci_low_pct as ci_low,
    categories.{{ share }}_share_ci_high_pct as ci_high,
    portfolio.customer_count,
    'categories' as evidence_mart,
    {{ lookup_key(['category'], ['categories.item']) }} as evidence_key,
    '{{ share }}_share_pct' as evidence_column
from {{ ref('int_item_spends') }} as categories
cross join {{ ref('int_published_profiles') }} as portfolio
where
    categories.dimension = 'category'
    and portfolio.attribute = 'portfolio'
    and not portfolio.is_suppressed
union all
{%- endfor %}
select
    'usable_segment_rank' as ranking,
    null as attribute,
    key_segment as member,
    null as item,
    utilisation_pct as figure,
    '% of income' as unit,
    utilisation_ci_low_pct as ci_low,
    utilisation_ci_high_pct as ci_high,
    customer_count,
    'key_segments' as evidence_mart,
    {{ lookup_key(['key_segment'], ['key_segment']) }} as evidence_key,
    'utilisation_pct' as evidence_column
from {{ ref('int_key_segment_profiles') }}
where not uses_personal_attribute
union all
select
    'high_value_category_rank' as ranking,
    null as attribute,
    null as member,
    item,
    share_pct as figure,
    '% of the spend of High' as unit,
    share_ci_low_pct as ci_low,
    share_ci_high_pct as ci_high,
    customer_count,
    'segment_categories' as evidence_mart,
    {{ lookup_key(['segment', 'category'], ['member', 'item']) }} as evidence_key,
    'share_pct' as evidence_column
from {{ ref('int_published_spend_mix') }}
where attribute = 'segment' and member = 'High' and dimension = 'category'
union all
select
    'total_spend_rank' as ranking,
    attribute,
    member,
    null as item,
    cast(total_spend_inr as double) as figure,
    'INR' as unit,
    avg_monthly_spend_ci_low_inr
    * cast(total_spend_inr as double) / nullif(avg_monthly_spend_inr, 0) as ci_low,
    avg_monthly_spend_ci_high_inr
    * cast(total_spend_inr as double) / nullif(avg_monthly_spend_inr, 0) as ci_high,
    customer_count,
    'cities' as evidence_mart,
    {{ lookup_key(['city'], ['member']) }} as evidence_key,
    'total_spend_inr' as evidence_column
from {{ ref('int_published_profiles') }}
where attribute = 'city'
union all
{%- for table, attribute in {'occupations': 'occupation', 'cities': 'city'}.items() %}
select
    'spend_per_customer_rank' as ranking,
    attribute,
    member,
    null as item,
    avg_monthly_spend_inr as figure,
    'INR a month and customer' as unit,
    avg_monthly_spend_ci_low_inr as ci_low,
    avg_monthly_spend_ci_high_inr as ci_high,
    customer_count,
    '{{ table }}' as evidence_mart,
    {{ lookup_key([attribute], ['member']) }} as evidence_key,
    'avg_monthly_spend_inr' as evidence_column
from {{ ref('int_published_profiles') }}
where attribute = '{{ attribute }}'
{{ 'union all' if not loop.last }}
{%- endfor %}
