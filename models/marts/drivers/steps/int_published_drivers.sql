-- Grain: one row per attribute.
with estimates as (
    select * from {{ ref('int_driver_estimates') }}
),

ranges as (
    select
        attribute,
        max(adjusted_index) - min(adjusted_index) as effect_range_points,
        max(adjusted_card_share_pct) - min(adjusted_card_share_pct)
            as card_effect_range_points
    from {{ ref('int_published_effects') }}
    group by attribute
),

modelled as (
    select
        cast(counts.product_sum as bigint) as customer_count,
        hidden.is_hidden as is_suppressed
    from {{ ref('int_model_product_sums') }} as counts
    cross join {{ ref('int_hidden_groups') }} as hidden
    where
        counts.replicate = 'all customers'
        and counts.row_role = 'intercept'
        and counts.column_role = 'intercept'
        and hidden.attribute = 'portfolio'
),

drivers as (
    select
        ranges.attribute,
        modelled.is_suppressed,
        modelled.customer_count,
        utilisation.explained_alone_pct,
        utilisation.explained_alone_ci_low_pct,
        utilisation.explained_alone_ci_high_pct,
        utilisation.lost_without_pct,
        utilisation.lost_without_ci_low_pct,
        utilisation.lost_without_ci_high_pct,
        utilisation.explained_by_all_pct,
        ranges.effect_range_points,
        cards.explained_alone_pct as card_explained_alone_pct,
        cards.explained_alone_ci_low_pct as card_explained_alone_ci_low_pct,
        cards.explained_alone_ci_high_pct as card_explained_alone_ci_high_pct,
        cards.lost_without_pct as card_lost_without_pct,
        cards.lost_without_ci_low_pct as card_lost_without_ci_low_pct,
        cards.lost_without_ci_high_pct as card_lost_without_ci_high_pct,
        cards.explained_by_all_pct as card_explained_by_all_pct,
        ranges.card_effect_range_points
    from ranges
    inner join estimates as utilisation
        on
            ranges.attribute = utilisation.attribute
            and utilisation.outcome = 'log_utilisation'
    inner join estimates as cards
        on ranges.attribute = cards.attribute and cards.outcome = 'card_share_pct'
    cross join modelled
),

published as (
    select
        attribute,
        {{ unless_suppressed([
            'customer_count',
            'explained_alone_pct', 'explained_alone_ci_low_pct', 'explained_alone_ci_high_pct',
            'lost_without_pct', 'lost_without_ci_low_pct', 'lost_without_ci_high_pct',
            'explained_by_all_pct', 'effect_range_points',
            'card_explained_alone_pct', 'card_explained_alone_ci_low_pct',
            'card_explained_alone_ci_high_pct', 'card_lost_without_pct',
            'card_lost_without_ci_low_pct', 'card_lost_without_ci_high_pct',
            'card_explained_by_all_pct', 'card_effect_range_points',
        ]) }},
        is_suppressed
    from drivers
)

select * from published
