-- Grain: one row per ranking that a claim speaks of, and its category or group.
{%- for ranking, share, unit, words, more_words in [
    ('category_rank', 'spend', '% of spend', 'Customers spend', 'of their money '),
    (
        'non_card_rank', 'non_card', '% of what is not paid by credit card',
        'Of what they do not pay by credit card, customers spend', '',
    ),
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
    '{{ share }}_share_pct' as evidence_column,
    concat(
        '{{ words }} ',
        {{ written('categories.' ~ share ~ '_share_pct') }},
        ' % {{ more_words }}on ',
        categories.item,
        {{ written_interval(
            written('categories.' ~ share ~ '_share_ci_low_pct'),
            written('categories.' ~ share ~ '_share_ci_high_pct'),
        ) }}
    ) as sentence,
    'categories' as things
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
    'utilisation_pct' as evidence_column,
    -- usable ones have a city and an occupation
    concat(
        member_2, ' in ', member_1, ' spend ', {{ written('utilisation_pct') }},
        ' % of their income',
        {{ written_interval(
            written('utilisation_ci_low_pct'), written('utilisation_ci_high_pct')
        ) }}
    ) as sentence,
    'key segments that a bank may choose by' as things
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
    'share_pct' as evidence_column,
    concat(
        'High-value customers spend ', {{ written('share_pct') }}, ' % of their money on ',
        item,
        {{ written_interval(written('share_ci_low_pct'), written('share_ci_high_pct')) }}
    ) as sentence,
    'categories' as things
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
    total_spend_low as ci_low,
    total_spend_high as ci_high,
    customer_count,
    'cities' as evidence_mart,
    {{ lookup_key(['city'], ['member']) }} as evidence_key,
    'total_spend_inr' as evidence_column,
    concat(
        {{ written_group('attribute', 'member') }}, ' spend ',
        {{ written_inr('total_spend_inr') }},
        ' in all',
        {{ written_interval(written_inr('total_spend_low'), written_inr('total_spend_high')) }}
    ) as sentence,
    'cities' as things
from (
    select
        profiles.*,
        profiles.avg_monthly_spend_ci_low_inr * profiles.customer_count
        * coverage.month_count as total_spend_low,
        profiles.avg_monthly_spend_ci_high_inr * profiles.customer_count
        * coverage.month_count as total_spend_high
    from {{ ref('int_published_profiles') }} as profiles
    cross join {{ ref('int_delivery_coverage') }} as coverage
    where profiles.attribute = 'city'
) as cities
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
    'avg_monthly_spend_inr' as evidence_column,
    concat(
        {{ written_group('attribute', 'member') }}, ' spend ',
        {{ written_inr('avg_monthly_spend_inr') }}, ' a month each',
        {{ written_interval(
            written_inr('avg_monthly_spend_ci_low_inr'),
            written_inr('avg_monthly_spend_ci_high_inr'),
        ) }}
    ) as sentence,
    '{{ table }}' as things
from {{ ref('int_published_profiles') }}
where attribute = '{{ attribute }}'
{{ 'union all' if not loop.last }}
{%- endfor %}
