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
        avg(term_value) as portfolio_mean
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
        stddev_samp(outcomes.term_value) / sqrt(count(*)) as standard_error
    from outcomes
    inner join {{ ref('int_customer_groups') }} as memberships
        on outcomes.customer_id = memberships.customer_id
    where {{ is_demographic('memberships.attribute') }}
    group by outcomes.outcome, memberships.attribute, memberships.member
)

select
    means.*,
    portfolio.portfolio_mean
from means
inner join portfolio on means.outcome = portfolio.outcome
