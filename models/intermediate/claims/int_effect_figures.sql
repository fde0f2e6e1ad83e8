-- Grain: one row per test and group or attribute: what the group itself is associated
-- with, and whether it shows.
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
),

-- partly shown: enough to matter, but not surely so
drivers as (
    select
        'driver' as test,
        attribute,
        cast(null as string) as member,
        lost_without_pct as figure,
        '% of the differences between customers' as unit,
        lost_without_ci_low_pct as ci_low,
        lost_without_ci_high_pct as ci_high,
        'alone ' || {{ written('explained_alone_pct') }} as comparison,
        customer_count,
        'utilisation_drivers' as evidence_mart,
        {{ lookup_key(['attribute'], ['attribute']) }} as evidence_key,
        'lost_without_pct' as evidence_column,
        lost_without_ci_low_pct >= {{ var('driver_min_lost_pct') }} as is_shown,
        lost_without_pct >= {{ var('driver_min_lost_pct') }} as is_partly_shown
    from {{ ref('utilisation_drivers') }}
),

-- a pattern of its own: the category that lies furthest from everybody's share; partly
-- shown where it goes with ages, genders and marital statuses held
furthest as (
    select
        *,
        row_number() over (
            partition by attribute, member
            order by
                case when is_distinctive then 0 else 1 end,
                abs(affinity_index - 100) desc,
                category asc
        ) as distance_rank
    from {{ ref('demographic_categories') }}
    where affinity_index is not null
),

patterns as (
    select
        'own_pattern' as test,
        attribute,
        member,
        affinity_index as figure,
        'index points on ' || category || ', the furthest from 100' as unit,
        affinity_ci_low as ci_low,
        affinity_ci_high as ci_high,
        'with ages and genders held ' || {{ written('standardised_index') }} as comparison,
        customer_count,
        'demographic_categories' as evidence_mart,
        {{ lookup_key(
            ['attribute', 'member', 'category'], ['attribute', 'member', 'category']
        ) }} as evidence_key,
        'affinity_index' as evidence_column,
        coalesce(
            is_distinctive
            and (standardised_ci_low > 100 or standardised_ci_high < 100)
            and abs(standardised_index - 100)
            >= {{ var('distinctive_min_index_points') }},
            false
        ) as is_shown,
        coalesce(is_distinctive, false) as is_partly_shown
    from furthest
    where distance_rank = 1
)

select * from card_shares
union all
select * from utilisation_indices
union all
select * from drivers
union all
select * from patterns
