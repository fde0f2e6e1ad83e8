-- Grain: one row per test of a claim about the whole pilot.
-- That offers or features follow is shown in part at best: the pilot shows need, not
-- uplift.
{%- set follow_tests = {
    'offers_follow': "target_attribute in ('city', 'occupation')",
    'features_follow': "evidence_mart in"
        ~ " ('categories', 'segment_categories', 'demographic_categories')",
} %}
select
    'utilisation' as test,
    utilisation_pct as figure,
    '% of income' as unit,
    utilisation_ci_low_pct as ci_low,
    utilisation_ci_high_pct as ci_high,
    cast(null as string) as comparison,
    customer_count,
    'portfolio' as evidence_mart,
    {{ lookup_key(['portfolio'], ['portfolio']) }} as evidence_key,
    'utilisation_pct' as evidence_column,
    cast(null as boolean) as is_shown,
    cast(null as boolean) as is_partly_shown
from {{ ref('portfolio') }}
union all
-- shown: each segment's interval lies above that of the next lower one, and the highest
-- enough above the lowest to matter
select
    'card_use_rises' as test,
    high.credit_card_share_pct as figure,
    '% by credit card in High' as unit,
    high.credit_card_share_ci_low_pct as ci_low,
    high.credit_card_share_ci_high_pct as ci_high,
    'Mid ' || {{ written('mid.credit_card_share_pct') }}
    || ', Low ' || {{ written('low.credit_card_share_pct') }} as comparison,
    high.customer_count,
    'segments' as evidence_mart,
    {{ lookup_key(['segment'], ['high.segment']) }} as evidence_key,
    'credit_card_share_pct' as evidence_column,
    high.credit_card_share_ci_low_pct > mid.credit_card_share_ci_high_pct
    and mid.credit_card_share_ci_low_pct > low.credit_card_share_ci_high_pct
    and high.credit_card_share_pct - low.credit_card_share_pct
    >= {{ var('card_share_min_points') }} as is_shown,
    high.credit_card_share_ci_low_pct > low.credit_card_share_ci_high_pct
    and high.credit_card_share_pct - low.credit_card_share_pct
    >= {{ var('card_share_min_points') }} as is_partly_shown
from {{ ref('segments') }} as high
cross join {{ ref('segments') }} as mid
cross join {{ ref('segments') }} as low
where high.segment = 'High' and mid.segment = 'Mid' and low.segment = 'Low'
{%- for test, condition in follow_tests.items() %}
union all
select
    '{{ test }}' as test,
    cast(count(recommendations.feature_id) as double) as figure,
    'recommendations' as unit,
    null as ci_low,
    null as ci_high,
    null as comparison,
    max(portfolio.customer_count) as customer_count,
    'card_feature_recommendations' as evidence_mart,
    -- chr(39): engines differ in how a literal holds a quote
    replace(
        '{{ condition | replace("'", '"') }}',
        '"', chr(39)
    ) as evidence_key,
    'count(*)' as evidence_column,
    false as is_shown,
    count(recommendations.feature_id) > 0 as is_partly_shown
from {{ ref('portfolio') }} as portfolio
left join {{ ref('card_feature_recommendations') }} as recommendations
    on {{ condition }}
{%- endfor %}
