-- Grain: one row per outcome (log utilisation, card share), attribute and member.
-- The member against the mix of members that the portfolio has, everything else held.
with contrasts as (
    select * from {{ ref('int_member_contrasts') }}
),

swept as (
    select
        row_term,
        column_term,
        moment
    from {{ ref('int_model_solutions') }}
    where left_out = 'all' and replicate = 0
),

effects as (
    select
        swept.row_term as outcome_term,
        contrasts.attribute,
        contrasts.member,
        max(contrasts.customer_count) as customer_count,
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
    select max(counts.moment) - count(*) as degrees_of_freedom
    from swept
    inner join {{ ref('int_model_moments') }} as counts
        on counts.replicate = 0 and counts.row_term = 0 and counts.column_term = 0
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
    cast(effects.customer_count as bigint) as customer_count,
    effects.effect,
    sqrt(greatest(0, variances.variance_factor) * residuals.residual_variance)
        as standard_error
from effects
inner join variances
    on effects.attribute = variances.attribute and effects.member = variances.member
inner join residuals on effects.outcome_term = residuals.outcome_term
inner join {{ ref('int_model_terms') }} as outcomes
    on effects.outcome_term = outcomes.term
