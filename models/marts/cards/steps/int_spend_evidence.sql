-- Grain: one row per rule and group of customers: what the group's spend itself supports.
with low_card_shares as (
    select
        'low_card_share' as evidence_rule,
        effects.attribute,
        effects.member,
        'utilisation_effects' as evidence_mart,
        {{ lookup_key(['attribute', 'member'], ['effects.attribute', 'effects.member']) }}
            as evidence_key,
        'adjusted_card_share_pct' as evidence_column,
        'per cent of spend by credit card, other attributes held' as figure_unit,
        effects.adjusted_card_share_pct as figure,
        effects.adjusted_card_ci_low_pct as ci_low,
        effects.adjusted_card_ci_high_pct as ci_high,
        means.portfolio_mean as threshold,
        effects.customer_count,
        effects.reliability
    from {{ ref('int_published_effects') }} as effects
    inner join {{ ref('int_member_means') }} as means
        on
            effects.attribute = means.attribute
            and effects.member = means.member
            and means.outcome = 'card_share_pct'
    where effects.adjusted_card_ci_high_pct < means.portfolio_mean
),

-- the threshold is the feature's
monthly_spends as (
    select
        'monthly_spend' as evidence_rule,
        'segment' as attribute,
        member,
        'segments' as evidence_mart,
        {{ lookup_key(['segment'], ['member']) }} as evidence_key,
        'avg_monthly_spend_inr' as evidence_column,
        'INR a month and customer' as figure_unit,
        avg_monthly_spend_inr as figure,
        avg_monthly_spend_ci_low_inr as ci_low,
        avg_monthly_spend_ci_high_inr as ci_high,
        cast(null as double) as threshold,
        customer_count,
        reliability
    from {{ ref('int_published_profiles') }}
    where attribute = 'segment'
),

shares_above_income as (
    select
        {{ share_pct('months_above_income', 'customer_month_count') }} as row_share_pct,
        months_above_income_standard_error_pct
    from {{ ref('int_delivery_coverage') }}
),

months_above_income as (
    select
        'months_above_income' as evidence_rule,
        'portfolio' as attribute,
        'All customers' as member,
        'data_quality' as evidence_mart,
        {{ lookup_key(['measure'], ["'customer_months_above_income'"]) }} as evidence_key,
        'row_share_pct' as evidence_column,
        -- chr(39): engines differ in how a literal holds a quote
        'per cent of customers' || chr(39) || ' months' as figure_unit,
        coverage.row_share_pct as figure,
        {{ confidence_interval(
            'coverage.row_share_pct', 'coverage.months_above_income_standard_error_pct',
            'ci_low', 'ci_high',
        ) }},
        cast(0 as double) as threshold,
        portfolio.customer_count,
        portfolio.reliability
    from shares_above_income as coverage
    cross join {{ ref('int_published_profiles') }} as portfolio
    where portfolio.attribute = 'portfolio'
)

select * from low_card_shares
union all
select * from monthly_spends
union all
select * from months_above_income
where ci_low > 0
