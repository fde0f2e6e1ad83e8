-- Grain: one row per test and group: what the group itself is associated with, and
-- whether it shows.
with card_means as (
    select
        attribute,
        member,
        portfolio_mean,
        cast(customer_count as double)
        / sum(customer_count) over (partition by attribute) as customer_share
    from {{ ref('int_member_means') }}
    where outcome = 'card_share_pct'
),

-- against the other members of the attribute: everybody's mean less the member's part
card_effects as (
    select
        effects.*,
        card_means.portfolio_mean,
        (effects.adjusted_card_share_pct - card_means.portfolio_mean)
        / nullif(1 - card_means.customer_share, 0) as adjusted_difference,
        (effects.crude_card_share_pct - card_means.portfolio_mean)
        / nullif(1 - card_means.customer_share, 0) as crude_difference
    from {{ ref('utilisation_effects') }} as effects
    inner join card_means
        on
            effects.attribute = card_means.attribute
            and effects.member = card_means.member
),

-- partly shown: in the crude figures, but not with the other attributes held
card_shares as (
    select
        'card_share' as test,
        attribute,
        member,
        adjusted_card_share_pct as figure,
        '% by credit card with the other attributes held' as unit,
        adjusted_card_ci_low_pct as ci_low,
        adjusted_card_ci_high_pct as ci_high,
        'the others '
        || {{ written('adjusted_card_share_pct - adjusted_difference') }}
        || '; crude ' || {{ written('crude_card_share_pct') }} || ' against '
        || {{ written('crude_card_share_pct - crude_difference') }} as comparison,
        customer_count,
        'utilisation_effects' as evidence_mart,
        {{ lookup_key(['attribute', 'member'], ['attribute', 'member']) }} as evidence_key,
        'adjusted_card_share_pct' as evidence_column,
        adjusted_card_ci_low_pct > portfolio_mean
        and adjusted_difference >= {{ var('card_share_min_points') }} as is_shown,
        crude_card_ci_low_pct > portfolio_mean
        and crude_difference >= {{ var('card_share_min_points') }} as is_partly_shown
    from card_effects
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
        'crude ' || {{ written('crude_index') }} as comparison,
        customer_count,
        'utilisation_effects' as evidence_mart,
        {{ lookup_key(['attribute', 'member'], ['attribute', 'member']) }} as evidence_key,
        'adjusted_index' as evidence_column,
        adjusted_ci_low > 100
        and adjusted_index >= 100 + {{ var('distinctive_min_index_points') }} as is_shown,
        crude_ci_low > 100
        and crude_index >= 100 + {{ var('distinctive_min_index_points') }}
            as is_partly_shown
    from {{ ref('utilisation_effects') }}
)

select * from card_shares
union all
select * from utilisation_indices
