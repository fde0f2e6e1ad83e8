-- Grain: one row per attribute and member, met by a customer or not.
with groups as (
    select
        profiles.attribute,
        profiles.member,
        profiles.sort_order,
        profiles.customer_count as all_customer_count,
        hidden.is_hidden as is_suppressed
    from {{ ref('int_group_utilisation') }} as profiles
    inner join {{ ref('int_hidden_groups') }} as hidden
        on profiles.attribute = hidden.attribute and profiles.member = hidden.member
    where {{ is_demographic('profiles.attribute') }}
),

effects as (
    select
        means.outcome,
        means.attribute,
        means.member,
        means.customer_count,
        means.portfolio_mean,
        means.mean - means.portfolio_mean as crude,
        {{ var('confidence_z') }} * means.standard_error as mean_reach,
        {{ var('confidence_z') }} * means.difference_standard_error as crude_reach,
        effects.effect as adjusted,
        {{ var('confidence_z') }} * effects.standard_error as adjusted_reach,
        -- of everybody's mean and the effect together: the mix of members is in both, with
        -- opposite signs
        {{ var('confidence_z') }} * sqrt(greatest(
            0,
            power(effects.standard_error, 2)
            + power(means.portfolio_standard_error, 2)
            - 2 * effects.mix_variance
        )) as level_reach
    from {{ ref('int_member_means') }} as means
    inner join {{ ref('int_member_effects') }} as effects
        on
            means.outcome = effects.outcome
            and means.attribute = effects.attribute
            and means.member = effects.member
),

indices as (
    select
        groups.attribute,
        groups.member,
        groups.sort_order,
        groups.is_suppressed,
        coalesce(utilisation.customer_count, 0) as customer_count,
        groups.all_customer_count - coalesce(utilisation.customer_count, 0)
            as left_out_customer_count,
        100 * exp(utilisation.crude) as crude_index,
        100 * exp(utilisation.crude - utilisation.crude_reach) as crude_ci_low,
        100 * exp(utilisation.crude + utilisation.crude_reach) as crude_ci_high,
        100 * exp(utilisation.adjusted) as adjusted_index,
        100 * exp(utilisation.adjusted - utilisation.adjusted_reach) as adjusted_ci_low,
        100 * exp(utilisation.adjusted + utilisation.adjusted_reach) as adjusted_ci_high,
        100 * exp(utilisation.crude) - 100 * exp(utilisation.adjusted) as mix_points,
        cards.portfolio_mean + cards.crude as crude_card_share_pct,
        cards.portfolio_mean + cards.crude - cards.mean_reach as crude_card_ci_low_pct,
        cards.portfolio_mean + cards.crude + cards.mean_reach as crude_card_ci_high_pct,
        cards.portfolio_mean + cards.adjusted as adjusted_card_share_pct,
        cards.portfolio_mean + cards.adjusted - cards.level_reach
            as adjusted_card_ci_low_pct,
        cards.portfolio_mean + cards.adjusted + cards.level_reach
            as adjusted_card_ci_high_pct
    from groups
    left join effects as utilisation
        on
            groups.attribute = utilisation.attribute
            and groups.member = utilisation.member
            and utilisation.outcome = 'log_utilisation'
    left join effects as cards
        on
            groups.attribute = cards.attribute
            and groups.member = cards.member
            and cards.outcome = 'card_share_pct'
),

published as (
    select
        attribute,
        member,
        sort_order,
        {{ unless_suppressed([
            'customer_count', 'left_out_customer_count',
            'crude_index', 'crude_ci_low', 'crude_ci_high',
            'adjusted_index', 'adjusted_ci_low', 'adjusted_ci_high', 'mix_points',
            'crude_card_share_pct', 'crude_card_ci_low_pct', 'crude_card_ci_high_pct',
            'adjusted_card_share_pct', 'adjusted_card_ci_low_pct',
            'adjusted_card_ci_high_pct',
        ]) }},
        {{ reliability([
            'crude_ci_high - crude_ci_low', 'adjusted_ci_high - adjusted_ci_low',
        ]) }} as reliability,
        is_suppressed
    from indices
)

select * from published
