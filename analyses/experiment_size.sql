-- What the bank should run next: among customers of one card, by lot, half are offered it
-- with its rewards and half without. How many does each half need?
-- For the share who use the card: to show a difference of 1, 2 or 5 points from what the
-- launch assumptions expect at base. For spend a month over all who are offered it: to show
-- as much as the scenarios move, with the spread of card spend in the pilot.
-- Two-sided test at 5 %, power 80 % (normal quantile 0.841621).
with bases as (
    select
        max(case when assumption = 'acceptance_pct' then base end)
        * max(case when assumption = 'activation_pct' then base end) / 100
            as baseline_pct
    from {{ ref('launch_assumptions') }}
),

points as (
    select
        'low' as scenario,
        1 as points
    union all
    select
        'base' as scenario,
        2 as points
    union all
    select
        'high' as scenario,
        5 as points
),

sizes as (
    select
        cards.card_id,
        cards.sort_order,
        cards.customer_count as customers_in_scope,
        points.scenario,
        bases.baseline_pct,
        points.points as difference_points,
        scenarios.moved_spend_inr / cards.customer_count as difference_inr_a_month,
        power({{ var('confidence_z') }} + 0.841621, 2)
        * (
            bases.baseline_pct * (100 - bases.baseline_pct)
            + (bases.baseline_pct + points.points)
            * (100 - bases.baseline_pct - points.points)
        )
        / power(points.points, 2) as half_for_use,
        2 * power(
            ({{ var('confidence_z') }} + 0.841621)
            * cards.monthly_card_spend_sd_inr
            / (scenarios.moved_spend_inr / cards.customer_count),
            2
        ) as half_for_spend
    from {{ ref('card_proposals') }} as cards
    inner join {{ ref('launch_scenarios') }} as scenarios
        on cards.card_id = scenarios.card_id
    inner join points on scenarios.scenario = points.scenario
    cross join bases
    where
        cards.customer_count > 0
        and scenarios.moved_assumption = 'all'
        and scenarios.spend_level = 'average month'
)

select
    card_id,
    scenario,
    customers_in_scope,
    baseline_pct,
    difference_points,
    difference_inr_a_month,
    ceil(half_for_use) as half_for_use,
    ceil(half_for_spend) as half_for_spend,
    2 * half_for_use <= customers_in_scope as pilot_is_enough_for_use,
    2 * half_for_spend <= customers_in_scope as pilot_is_enough_for_spend
from sizes
order by sort_order asc, difference_points asc
