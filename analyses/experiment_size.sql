-- What the bank should run next: among customers of one card, by lot, half are offered it and
-- half are not. How many does each half need to show what the scenario expects?
-- The outcome is spend on the new card in INR a year, over all who are offered it, zeros
-- included; without an offer it is zero. Both halves are given the spread of the offered one,
-- which errs on the side of more customers. With today's spend as a covariate the spread is
-- what today's spend cannot tell. Two-sided test at 5 %, power 80 % (normal quantile
-- 0.841621).
with offered as (
    select
        card_id,
        scenario,
        count(*) as customers_in_scope,
        max(acceptance_pct * activation_pct) / 10000 as active_share,
        avg(carried_spend_inr) as carried_spend,
        avg(carried_spend_inr * carried_spend_inr) as carried_spend_squared,
        covar_pop(carried_spend_inr, moved_spend_inr / moved_share_pct) as covariance,
        var_pop(moved_spend_inr / moved_share_pct) as covariate_variance
    from {{ ref('int_customer_carried_spends') }}
    where moved_assumption = 'all' and not is_tried
    group by card_id, scenario
),

spreads as (
    select
        *,
        active_share * carried_spend as expected_spend,
        active_share * carried_spend_squared - power(active_share * carried_spend, 2)
            as variance
    from offered
),

sizes as (
    select
        *,
        2 * power(({{ var('confidence_z') }} + 0.841621) / expected_spend, 2) * variance
            as half,
        1 - power(active_share * covariance, 2) / (variance * covariate_variance)
            as unexplained_share
    from spreads
)

select
    cards.card_id,
    sizes.scenario,
    sizes.customers_in_scope,
    sizes.expected_spend as expected_spend_inr_a_year,
    100 * sizes.active_share as expected_active_pct,
    sqrt(sizes.variance) as spend_sd_inr_a_year,
    ceil(sizes.half) as half,
    ceil(sizes.half * sizes.unexplained_share) as half_with_todays_spend,
    2 * sizes.half <= sizes.customers_in_scope as pilot_is_enough
from sizes
inner join {{ ref('card_proposals') }} as cards on sizes.card_id = cards.card_id
where not cards.is_suppressed
order by cards.sort_order asc, sizes.active_share asc
