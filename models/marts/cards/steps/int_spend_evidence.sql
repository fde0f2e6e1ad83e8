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

-- asked of what the card would carry in the base case; the threshold is the feature's
carried_spends as (
    select
        card_id,
        avg(carried_spend_inr) as figure,
        stddev_samp(carried_spend_inr) / sqrt(count(*)) as standard_error,
        count(*) as customer_count
    from {{ ref('int_customer_carried_spends') }}
    where scenario = 'base' and moved_assumption = 'all' and not is_tried
    group by card_id
),

annual_spends as (
    select
        'annual_spend' as evidence_rule,
        'card' as attribute,
        carried.card_id as member,
        'card_economics' as evidence_mart,
        {{ lookup_key(
            ['card_id', 'scenario', 'moved_assumption', 'measure'],
            ['carried.card_id', "'base'", "'all'", "'Spend that the card carries'"]
        ) }} as evidence_key,
        'figure' as evidence_column,
        'INR a year and active customer' as figure_unit,
        carried.figure,
        {{ confidence_interval(
            'carried.figure', 'carried.standard_error', 'ci_low', 'ci_high'
        ) }},
        cast(null as double) as threshold,
        carried.customer_count,
        groups.reliability
    from carried_spends as carried
    inner join {{ ref('int_published_profiles') }} as groups
        on groups.attribute = 'card' and carried.card_id = groups.member
    where not groups.is_suppressed
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

select
    *,
    'specific to the group' as supported_as
from low_card_shares
union all
select
    *,
    'specific to the group' as supported_as
from annual_spends
union all
select
    *,
    'our choice' as supported_as
from months_above_income
where ci_low > 0
