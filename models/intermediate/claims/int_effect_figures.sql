-- Grain: one row per test and group or attribute: what the group itself is associated
-- with, and whether it shows.
with card_means as (
    select
        attribute,
        member,
        portfolio_mean
    from {{ ref('int_member_means') }}
    where outcome = 'card_share_pct'
),

-- partly shown: in the crude figures, but not with the other attributes held
card_shares as (
    select
        'card_share' as test,
        effects.attribute,
        effects.member,
        effects.adjusted_card_share_pct as figure,
        '% by credit card, other attributes held' as unit,
        effects.adjusted_card_ci_low_pct as ci_low,
        effects.adjusted_card_ci_high_pct as ci_high,
        effects.customer_count,
        'utilisation_effects' as evidence_mart,
        {{ lookup_key(['attribute', 'member'], ['effects.attribute', 'effects.member']) }}
            as evidence_key,
        'adjusted_card_share_pct' as evidence_column,
        effects.adjusted_card_ci_low_pct > card_means.portfolio_mean as is_shown,
        effects.crude_card_ci_low_pct > card_means.portfolio_mean as is_partly_shown
    from {{ ref('utilisation_effects') }} as effects
    inner join card_means
        on
            effects.attribute = card_means.attribute
            and effects.member = card_means.member
),

utilisation_indices as (
    select
        'utilisation_index' as test,
        attribute,
        member,
        adjusted_index as figure,
        'index points, 100 = as everybody, other attributes held' as unit,
        adjusted_ci_low as ci_low,
        adjusted_ci_high as ci_high,
        customer_count,
        'utilisation_effects' as evidence_mart,
        {{ lookup_key(['attribute', 'member'], ['attribute', 'member']) }} as evidence_key,
        'adjusted_index' as evidence_column,
        adjusted_ci_low > 100 as is_shown,
        crude_ci_low > 100 as is_partly_shown
    from {{ ref('utilisation_effects') }}
),

-- partly shown: more than chance, but less than is enough to matter
drivers as (
    select
        'driver' as test,
        attribute,
        cast(null as string) as member,
        lost_without_pct as figure,
        '% of the differences between customers' as unit,
        lost_without_ci_low_pct as ci_low,
        lost_without_ci_high_pct as ci_high,
        customer_count,
        'utilisation_drivers' as evidence_mart,
        {{ lookup_key(['attribute'], ['attribute']) }} as evidence_key,
        'lost_without_pct' as evidence_column,
        lost_without_ci_low_pct >= {{ var('driver_min_lost_pct') }} as is_shown,
        lost_without_pct >= {{ var('driver_min_lost_pct') }} as is_partly_shown
    from {{ ref('utilisation_drivers') }}
),

-- a pattern of its own: the category that lies furthest from everybody's share
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
        customer_count,
        'demographic_categories' as evidence_mart,
        {{ lookup_key(
            ['attribute', 'member', 'category'], ['attribute', 'member', 'category']
        ) }} as evidence_key,
        'affinity_index' as evidence_column,
        coalesce(is_distinctive, false) as is_shown,
        affinity_ci_low > 100 or affinity_ci_high < 100 as is_partly_shown
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
