-- Grain: one row per outcome (log utilisation, card share), attribute and member.
-- The adjusted effect is a contrast of coefficients: the member against the mix of members
-- that the portfolio has, everything else held.
with terms as (
    select
        term,
        attribute,
        member,
        term_role
    from {{ ref('int_model_terms') }}
),

sums as (
    select
        row_term,
        column_term,
        moment
    from {{ ref('int_model_moments') }}
    where replicate = 0
),

swept as (
    select
        row_term,
        column_term,
        moment
    from {{ ref('int_model_solutions') }}
    where left_out = 'all' and replicate = 0
),

members as (
    select
        terms.term,
        terms.attribute,
        terms.member,
        terms.term_role,
        sums.moment as customer_count,
        sums.moment / sum(sums.moment) over (partition by terms.attribute) as weight
    from terms
    inner join sums on terms.term = sums.row_term and sums.column_term = 0
    where terms.term_role = 'reference' or terms.term > 0
),

contrasts as (
    select
        targets.attribute,
        targets.member,
        sources.term,
        case when targets.term = sources.term then 1 else 0 end - sources.weight
            as contrast
    from members as targets
    inner join members as sources on targets.attribute = sources.attribute
    where sources.term_role = 'effect'
),

effects as (
    select
        swept.row_term as outcome_term,
        contrasts.attribute,
        contrasts.member,
        sum(contrasts.contrast * swept.moment) as effect
    from contrasts
    inner join swept on contrasts.term = swept.column_term
    where swept.row_term < 0
    group by swept.row_term, contrasts.attribute, contrasts.member
),

variances as (
    select
        one.attribute,
        one.member,
        sum(-one.contrast * other.contrast * swept.moment) as variance_factor
    from contrasts as one
    inner join contrasts as other
        on one.attribute = other.attribute and one.member = other.member
    inner join swept
        on one.term = swept.row_term and other.term = swept.column_term
    group by one.attribute, one.member
),

-- a swept term has a negative diagonal: it was estimated and cost a degree of freedom
degrees as (
    select max(sums.moment) - count(*) as degrees_of_freedom
    from swept
    inner join sums on sums.row_term = 0 and sums.column_term = 0
    where
        swept.row_term = swept.column_term
        and swept.row_term >= 0
        and swept.moment < 0
),

residuals as (
    select
        swept.row_term as outcome_term,
        case
            when degrees.degrees_of_freedom > 0
                then greatest(0, swept.moment) / degrees.degrees_of_freedom
        end as residual_variance
    from swept
    cross join degrees
    where swept.row_term < 0 and swept.row_term = swept.column_term
)

select
    outcomes.attribute as outcome,
    effects.attribute,
    effects.member,
    cast(members.customer_count as bigint) as customer_count,
    effects.effect,
    sqrt(greatest(0, variances.variance_factor) * residuals.residual_variance)
        as standard_error
from effects
inner join variances
    on effects.attribute = variances.attribute and effects.member = variances.member
inner join residuals on effects.outcome_term = residuals.outcome_term
inner join terms as outcomes on effects.outcome_term = outcomes.term
inner join members
    on effects.attribute = members.attribute and effects.member = members.member
