-- Grain: one row per test and group: what the group itself is associated with, and
-- whether it shows.
with means as (
    select
        attribute,
        member,
        outcome,
        portfolio_mean,
        cast(customer_count as double)
        / sum(customer_count) over (partition by attribute, outcome) as customer_share
    from {{ ref('int_member_means') }}
),

-- against the other members of the attribute: everybody's mean less the member's part
card_effects as (
    select
        effects.*,
        (effects.adjusted_card_share_pct - means.portfolio_mean)
        / nullif(1 - means.customer_share, 0) as adjusted_difference,
        {{ var('confidence_z') }} * member_effects.standard_error
        / nullif(1 - means.customer_share, 0) as difference_reach,
        (effects.crude_card_share_pct - means.portfolio_mean)
        / nullif(1 - means.customer_share, 0) as crude_difference
    from {{ ref('int_published_effects') }} as effects
    inner join means
        on
            effects.attribute = means.attribute
            and effects.member = means.member
            and means.outcome = 'card_share_pct'
    inner join {{ ref('int_member_effects') }} as member_effects
        on
            means.attribute = member_effects.attribute
            and means.member = member_effects.member
            and means.outcome = member_effects.outcome
),

-- the figure with the other attributes held decides; the crude one stands beside it
card_shares as (
    select
        'card_share' as test,
        attribute,
        member,
        adjusted_card_share_pct as figure,
        '% by credit card with the other attributes held' as unit,
        adjusted_card_ci_low_pct as ci_low,
        adjusted_card_ci_high_pct as ci_high,
        concat(
            {{ written_group('attribute', 'member') }}, ' pay ',
            {{ written('adjusted_card_share_pct') }},
            ' % of their spend by credit card with the other attributes held',
            {{ written_interval(
                written('adjusted_card_ci_low_pct'), written('adjusted_card_ci_high_pct')
            ) }},
            coalesce(
                ', the others '
                || {{ written('adjusted_card_share_pct - adjusted_difference') }}
                || ' %; as they are, ' || {{ written('crude_card_share_pct') }}
                || ' % against '
                || {{ written('crude_card_share_pct - crude_difference') }} || ' %', ''
            )
        ) as sentence,
        customer_count,
        'utilisation_effects' as evidence_mart,
        {{ lookup_key(['attribute', 'member'], ['attribute', 'member']) }} as evidence_key,
        'adjusted_card_share_pct' as evidence_column,
        adjusted_difference > difference_reach
        and adjusted_difference >= {{ var('card_share_min_points') }} as is_shown,
        false as is_partly_shown,
        adjusted_difference + difference_reach
        < {{ var('card_share_min_points') }} as is_ruled_out
    from card_effects
),

-- the logarithms of an attribute's indices sum to nothing over its customers: that of the
-- others follows
against_others as (
    select
        effects.*,
        100 * exp(
            ln(nullif(effects.crude_index, 0) / 100) / nullif(1 - means.customer_share, 0)
        ) as crude_index_against_others,
        100 * exp(
            ln(nullif(effects.adjusted_index, 0) / 100) / nullif(1 - means.customer_share, 0)
        ) as adjusted_index_against_others,
        100 * exp(
            ln(nullif(effects.adjusted_ci_low, 0) / 100) / nullif(1 - means.customer_share, 0)
        ) as adjusted_ci_low_against_others,
        100 * exp(
            ln(nullif(effects.adjusted_ci_high, 0) / 100) / nullif(1 - means.customer_share, 0)
        ) as adjusted_ci_high_against_others
    from {{ ref('int_published_effects') }} as effects
    inner join means
        on
            effects.attribute = means.attribute
            and effects.member = means.member
            and means.outcome = 'log_utilisation'
),

utilisation_indices as (
    select
        'utilisation_index' as test,
        attribute,
        member,
        adjusted_index as figure,
        'index points with the other attributes held, 100 = as everybody' as unit,
        adjusted_ci_low as ci_low,
        adjusted_ci_high as ci_high,
        concat(
            {{ written_group('attribute', 'member') }}, ' spend ',
            {{ written('adjusted_index / 100', 2) }},
            ' times the part of their income that all customers spend, with the other'
            || ' attributes held',
            {{ written_interval(
                written('adjusted_ci_low / 100', 2), written('adjusted_ci_high / 100', 2)
            ) }},
            coalesce(
                ', and ' || {{ written('adjusted_index_against_others / 100', 2) }}
                || ' times what the others spend; as they are, '
                || {{ written('crude_index_against_others / 100', 2) }} || ' times', ''
            )
        ) as sentence,
        customer_count,
        'utilisation_effects' as evidence_mart,
        {{ lookup_key(['attribute', 'member'], ['attribute', 'member']) }} as evidence_key,
        'adjusted_index' as evidence_column,
        adjusted_ci_low_against_others > 100
        and adjusted_index_against_others
        >= 100 + {{ var('distinctive_min_index_points') }} as is_shown,
        false as is_partly_shown,
        adjusted_ci_high_against_others
        < 100 + {{ var('distinctive_min_index_points') }} as is_ruled_out
    from against_others
)

select * from card_shares
union all
select * from utilisation_indices
