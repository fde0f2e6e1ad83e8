-- Grain: one row per member and estimated term of its attribute.
-- A member's contrast takes its own coefficient less the portfolio's mix of coefficients.
with members as (
    select
        terms.term,
        terms.attribute,
        terms.member,
        terms.term_role,
        counts.moment as customer_count,
        counts.moment / sum(counts.moment) over (partition by terms.attribute) as weight
    from {{ ref('int_model_terms') }} as terms
    inner join {{ ref('int_model_moments') }} as counts
        on terms.term = counts.row_term
    where
        counts.column_term = 0
        and counts.replicate = 0
        and (terms.term_role = 'reference' or terms.term > 0)
),

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
)

select * from contrasts
