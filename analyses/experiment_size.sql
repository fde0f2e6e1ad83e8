-- What the bank should run next: customers are offered a card by lot, and the others wait.
-- How many customers each group needs to show a difference, by card: in the share who
-- activate it (in points), and in monthly card spend (in INR), over all who are offered
-- the card, whether they take it or not.
-- Two-sided test at 5 %, power 80 %: the normal quantiles 1.959964 and 0.841621.
with designs as (
    select
        1.959964 + 0.841621 as quantiles,
        max(case when assumption = 'acceptance_pct' then base end)
        * max(case when assumption = 'activation_pct' then base end) / 100
            as baseline_pct
    from {{ ref('launch_assumptions') }}
),

differences as (
    select
        1.0 as active_points,
        500.0 as monthly_spend_inr
    union all
    select
        2.0 as active_points,
        1000.0 as monthly_spend_inr
    union all
    select
        5.0 as active_points,
        2000.0 as monthly_spend_inr
),

sizes as (
    select
        cards.card_id,
        cards.sort_order,
        cards.customer_count,
        designs.baseline_pct,
        differences.active_points,
        differences.monthly_spend_inr,
        ceil(
            power(designs.quantiles, 2)
            * (
                designs.baseline_pct * (100 - designs.baseline_pct)
                + (designs.baseline_pct + differences.active_points)
                * (100 - designs.baseline_pct - differences.active_points)
            )
            / power(differences.active_points, 2)
        ) as customers_a_group_for_activity,
        ceil(
            2
            * power(
                designs.quantiles
                * cards.monthly_card_spend_sd_inr
                / differences.monthly_spend_inr,
                2
            )
        ) as customers_a_group_for_spend
    from {{ ref('card_proposals') }} as cards
    cross join designs
    cross join differences
    where not cards.is_suppressed
)

select
    card_id,
    customer_count as customers_in_scope,
    baseline_pct,
    active_points,
    customers_a_group_for_activity,
    monthly_spend_inr,
    customers_a_group_for_spend,
    2 * customers_a_group_for_activity <= customer_count as pilot_is_enough_for_activity,
    2 * customers_a_group_for_spend <= customer_count as pilot_is_enough_for_spend
from sizes
order by sort_order, active_points
