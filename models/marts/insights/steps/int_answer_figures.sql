-- Grain: one row per test of a claim about the whole pilot.
-- That offers or features follow is shown in part at best: the pilot shows need, not
-- uplift.
{%- set follow_tests = {
    'offers_follow': "target_attribute in ('city', 'occupation')",
    'features_follow': "evidence_mart in"
        ~ " ('categories', 'segment_categories', 'demographic_categories')",
} %}
with segments as (
    select
        profiles.*,
        mix.standardised_index,
        mix.standardised_ci_low,
        mix.standardised_ci_high
    from {{ ref('int_published_profiles') }} as profiles
    inner join {{ ref('int_published_spend_mix') }} as mix
        on
            profiles.attribute = mix.attribute
            and profiles.member = mix.member
            and mix.dimension = 'payment_type'
            and mix.item = 'Credit Card'
    where profiles.attribute = 'segment'
),

everybody as (
    select credit_card_share_pct as card_share_pct
    from {{ ref('int_published_profiles') }}
    where attribute = 'portfolio'
)

select
    'utilisation' as test,
    utilisation_pct as figure,
    '% of income' as unit,
    utilisation_ci_low_pct as ci_low,
    utilisation_ci_high_pct as ci_high,
    concat(
        'Customers spend ', {{ written('utilisation_pct') }}, ' % of their income',
        {{ written_interval(
            written('utilisation_ci_low_pct'), written('utilisation_ci_high_pct')
        ) }}
    ) as sentence,
    customer_count,
    'portfolio' as evidence_mart,
    {{ lookup_key(['portfolio'], ['member']) }} as evidence_key,
    'utilisation_pct' as evidence_column,
    cast(null as boolean) as is_shown,
    cast(null as boolean) as is_partly_shown,
    cast(null as boolean) as is_ruled_out
from {{ ref('int_published_profiles') }}
where attribute = 'portfolio'
union all
-- judged with ages, genders and marital statuses held, as an index of the share: shown where
-- that of the highest segment lies surely above the lowest by enough to matter, ruled out
-- where it surely does not
select
    'card_use_rises' as test,
    high.credit_card_share_pct as figure,
    '% by credit card in High' as unit,
    high.credit_card_share_ci_low_pct as ci_low,
    high.credit_card_share_ci_high_pct as ci_high,
    concat(
        'High-value customers pay ', {{ written('high.credit_card_share_pct') }},
        ' % of their spend by credit card',
        {{ written_interval(
            written('high.credit_card_share_ci_low_pct'),
            written('high.credit_card_share_ci_high_pct'),
        ) }},
        {%- for segment, words in {'mid': 'mid-value', 'low': 'low-value'}.items() %}
        coalesce(
            ', {{ words }} ones '
            || {{ written(segment ~ '.credit_card_share_pct') }} || ' %', ''
        ),
        {%- endfor %}
        coalesce(
            '; that is ' || {{ written('high.standardised_index / 100', 2) }}
            || ' times what their ages, genders and marital statuses let expect, and '
            || {{ written('low.standardised_index / 100', 2) }}
            || ' times for low-value ones', ''
        )
    ) as sentence,
    high.customer_count,
    'segments' as evidence_mart,
    {{ lookup_key(['segment'], ['high.member']) }} as evidence_key,
    'credit_card_share_pct' as evidence_column,
    high.standardised_ci_low > low.standardised_ci_high
    and (high.standardised_index - low.standardised_index) * everybody.card_share_pct / 100
    >= {{ var('card_share_min_points') }} as is_shown,
    false as is_partly_shown,
    (high.standardised_ci_high - low.standardised_ci_low) * everybody.card_share_pct / 100
    < {{ var('card_share_min_points') }} as is_ruled_out
from segments as high
cross join segments as mid
cross join segments as low
cross join everybody
where high.member = 'High' and mid.member = 'Mid' and low.member = 'Low'
{%- for test, condition in follow_tests.items() %}
union all
select
    '{{ test }}' as test,
    cast(count(recommendations.feature_id) as double) as figure,
    'recommendations' as unit,
    null as ci_low,
    null as ci_high,
    case count(recommendations.feature_id)
        when 0 then 'No recommendation follows'
        when 1 then 'One recommendation follows'
        else
            {{ written_count('count(recommendations.feature_id)') }}
            || ' recommendations follow'
    end as sentence,
    max(portfolio.customer_count) as customer_count,
    'card_feature_recommendations' as evidence_mart,
    -- chr(39): engines differ in how a literal holds a quote
    replace(
        '{{ condition | replace("'", '"') }}',
        '"', chr(39)
    ) as evidence_key,
    'count(*)' as evidence_column,
    false as is_shown,
    count(recommendations.feature_id) > 0 as is_partly_shown,
    count(recommendations.feature_id) = 0 as is_ruled_out
from {{ ref('int_published_profiles') }} as portfolio
left join {{ ref('card_feature_recommendations') }} as recommendations
    on {{ condition }}
where portfolio.attribute = 'portfolio'
{%- endfor %}
