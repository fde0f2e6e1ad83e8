-- Grain: one row per outcome (log utilisation, card share), attribute and member.
-- The crude counterpart of the adjusted effect: means over the modelled customers.
with outcomes as (
    select
        observations.customer_id,
        observations.term_value,
        terms.attribute as outcome
    from {{ ref('int_model_observations') }} as observations
    inner join {{ ref('int_model_terms') }} as terms on observations.term = terms.term
    where terms.term_role = 'outcome'
),

portfolio as (
    select
        outcome,
        count(*) as portfolio_count,
        avg(term_value) as portfolio_mean,
        var_pop(term_value) * count(*) as portfolio_squares
    from outcomes
    group by outcome
),

means as (
    select
        outcomes.outcome,
        memberships.attribute,
        memberships.member,
        count(*) as customer_count,
        avg(outcomes.term_value) as mean,
        stddev_samp(outcomes.term_value) / sqrt(count(*)) as standard_error,
        var_pop(outcomes.term_value) * count(*) as own_squares
    from outcomes
    inner join {{ ref('int_customer_groups') }} as memberships
        on outcomes.customer_id = memberships.customer_id
    where {{ is_demographic('memberships.attribute') }}
    group by outcomes.outcome, memberships.attribute, memberships.member
)

-- the member's customers are part of everybody: what they move, everybody moves with
select
    means.outcome,
    means.attribute,
    means.member,
    means.customer_count,
    means.mean,
    means.standard_error,
    portfolio.portfolio_mean,
    sqrt(portfolio.portfolio_squares / nullif(portfolio.portfolio_count - 1, 0))
    / sqrt(portfolio.portfolio_count) as portfolio_standard_error,
    sqrt(
        power(cast(portfolio.portfolio_count as double) / means.customer_count - 1, 2)
        * means.own_squares
        * means.customer_count / nullif(means.customer_count - 1, 0)
        + greatest(0, portfolio.portfolio_squares - means.own_squares)
    ) / portfolio.portfolio_count as difference_standard_error
from means
inner join portfolio on means.outcome = portfolio.outcome
