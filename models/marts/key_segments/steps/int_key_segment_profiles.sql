-- Grain: one row per combination of two or three attributes with enough customers.
with tiers as (
    select
        key_segment,
        max(case when list_name = 'all' then tier end) as tier,
        max(case when list_name = 'usable' then tier end) as usable_tier,
        max(case when list_name = 'all' then comparison_count end) as comparison_count
    from {{ ref('int_key_segment_tiers') }}
    group by key_segment
),

stability as (
    select
        key_segment,
        min(case when list_name = 'all' and not is_in_top_tier then 0 else 1 end) = 1
            as stays_without_any_month,
        min(case when list_name = 'usable' and not is_in_top_tier then 0 else 1 end) = 1
            as stays_usable_without_any_month
    from {{ ref('int_key_segment_months') }}
    group by key_segment
),

segments as (
    select
        sums.*,
        differences.expected_pct,
        differences.differs_from_expected,
        published.uses_personal_attribute,
        {{ confidence_interval(
            'sums.utilisation_pct', 'sums.utilisation_standard_error_pct',
            'utilisation_ci_low_pct', 'utilisation_ci_high_pct',
        ) }},
        tiers.tier,
        tiers.usable_tier,
        tiers.comparison_count,
        simpler.simpler_segment as explained_by_segment,
        case
            when tiers.usable_tier = 1 then stability.stays_usable_without_any_month
            when tiers.tier = 1 then stability.stays_without_any_month
        end as stays_in_top_tier_without_any_month,
        -- withheld segments are not here, so that none of these is hidden
        false as is_suppressed
    from {{ ref('int_published_key_segments') }} as published
    inner join {{ ref('int_key_segment_sums') }} as sums
        on published.key_segment = sums.key_segment
    inner join {{ ref('int_key_segment_differences') }} as differences
        on published.key_segment = differences.key_segment
    inner join tiers on published.key_segment = tiers.key_segment
    left join stability on published.key_segment = stability.key_segment
    left join {{ ref('int_key_segment_simpler') }} as simpler
        on published.key_segment = simpler.key_segment
),

published as (
    select
        segments.key_segment,
        segments.attribute_count,
        {%- for position in range(1, 4) %}
        segments.attribute_{{ position }},
        segments.member_{{ position }},
        {%- endfor %}
        segments.tier,
        segments.usable_tier,
        segments.comparison_count,
        segments.customer_count,
        segments.utilisation_pct,
        segments.utilisation_ci_low_pct,
        segments.utilisation_ci_high_pct,
        segments.expected_pct as expected_utilisation_pct,
        segments.differs_from_expected,
        segments.explained_by_segment,
        segments.stays_in_top_tier_without_any_month,
        segments.uses_personal_attribute,
        alternatives.alternative_segment,
        alternatives.alternative_customer_count,
        alternatives.alternative_utilisation_pct,
        segments.monthly_income_inr / segments.customer_count as avg_monthly_income_inr,
        segments.total_spend_inr,
        cast(segments.total_spend_inr - segments.credit_card_spend_inr as decimal(18, 2))
            as non_card_spend_inr,
        {%- for measure in payment_measures() %}
        {{ share_pct('segments.' ~ measure ~ '_spend_inr', 'segments.total_spend_inr') }}
            as {{ measure }}_share_pct,
        {%- endfor %}
        {%- for rank in range(1, 4) %}
        categories.top_category_{{ rank }},
        categories.top_affinity_{{ rank }},
        {%- endfor %}
        {{ reliability(['utilisation_ci_high_pct - utilisation_ci_low_pct']) }} as reliability
    from segments
    left join {{ ref('int_key_segment_categories') }} as categories
        on segments.key_segment = categories.key_segment
    left join {{ ref('int_key_segment_alternatives') }} as alternatives
        on segments.key_segment = alternatives.key_segment
)

select * from published
