-- Grain: one row per outcome (log utilisation, card share), attribute and member.
-- The member against the mix of members that the portfolio has, everything else held.
with members as (
    select
        terms.term,
        terms.attribute,
        terms.member,
        terms.term_role,
        counts.product_sum as customer_count,
        counts.product_sum / sum(counts.product_sum) over (partition by terms.attribute)
            as weight
    from {{ ref('int_model_terms') }} as terms
    inner join {{ ref('int_model_product_sums') }} as counts
        on terms.term = counts.row_term
    where
        counts.replicate = 'all customers'
        and counts.column_role = 'intercept'
        and terms.term_role in ('reference', 'effect')
),

-- a member's contrast takes its own coefficient less the portfolio's mix of coefficients
contrasts as (
    select
        targets.attribute,
        targets.member,
        targets.customer_count,
        sources.term,
        case when targets.term = sources.term then 1 else 0 end - sources.weight
            as contrast
    from members as targets
    inner join members as sources on targets.attribute = sources.attribute
    where sources.term_role = 'effect'
),

solutions as (
    select
        row_term,
        column_term,
        coefficient,
        residual_product_sum,
        inverse
    from {{ ref('int_model_solutions') }}
    where left_out = 'all' and replicate = 'all customers'
),

effects as (
    select
        solutions.row_term as outcome_term,
        contrasts.attribute,
        contrasts.member,
        max(contrasts.customer_count) as customer_count,
        sum(contrasts.contrast * solutions.coefficient) as effect
    from contrasts
    inner join solutions on contrasts.term = solutions.column_term
    where solutions.coefficient is not null
    group by solutions.row_term, contrasts.attribute, contrasts.member
),

-- the portfolio's mix of members is a sample, too
mixes as (
    select
        outcome_term,
        attribute,
        sum(customer_count * power(effect, 2)) / power(sum(customer_count), 2)
            as mix_variance
    from effects
    group by outcome_term, attribute
),

variances as (
    select
        one.attribute,
        one.member,
        sum(one.contrast * other.contrast * solutions.inverse) as variance_factor
    from contrasts as one
    inner join contrasts as other
        on one.attribute = other.attribute and one.member = other.member
    inner join solutions
        on one.term = solutions.row_term and other.term = solutions.column_term
    group by one.attribute, one.member
),

-- a term that was estimated has a positive diagonal, and costs a degree of freedom
degrees as (
    select max(counts.product_sum) - count(*) as degrees_of_freedom
    from solutions
    inner join {{ ref('int_model_product_sums') }} as counts
        on
            counts.replicate = 'all customers'
            and counts.row_role = 'intercept'
            and counts.column_role = 'intercept'
    where solutions.row_term = solutions.column_term and solutions.inverse > 0
),

residuals as (
    select
        solutions.row_term as outcome_term,
        case
            when degrees.degrees_of_freedom > 0
                then
                    greatest(0, solutions.residual_product_sum)
                    / degrees.degrees_of_freedom
        end as residual_variance
    from solutions
    cross join degrees
    where
        solutions.row_term = solutions.column_term
        and solutions.residual_product_sum is not null
)

select
    outcomes.attribute as outcome,
    effects.attribute,
    effects.member,
    effects.effect,
    mixes.mix_variance,
    cast(effects.customer_count as bigint) as customer_count,
    sqrt(
        greatest(0, variances.variance_factor) * residuals.residual_variance
        + mixes.mix_variance
    ) as standard_error
from effects
inner join mixes
    on effects.outcome_term = mixes.outcome_term and effects.attribute = mixes.attribute
inner join variances
    on effects.attribute = variances.attribute and effects.member = variances.member
inner join residuals on effects.outcome_term = residuals.outcome_term
inner join {{ ref('int_model_terms') }} as outcomes
    on effects.outcome_term = outcomes.term
