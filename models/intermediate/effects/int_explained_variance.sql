-- Grain: one row per outcome, attribute and jackknife replicate.
with terms as (
    select
        term,
        attribute,
        term_role
    from {{ ref('int_model_terms') }}
),

sums as (
    select
        replicate,
        row_term,
        column_term,
        moment
    from {{ ref('int_model_moments') }}
),

outcomes as (
    select
        squares.replicate,
        squares.row_term as outcome_term,
        squares.moment - totals.moment * totals.moment / counts.moment as total_variation,
        totals.moment * totals.moment / counts.moment as mean_variation
    from sums as squares
    inner join sums as totals
        on
            squares.replicate = totals.replicate
            and squares.row_term = totals.row_term
            and totals.column_term = 0
    inner join sums as counts
        on
            squares.replicate = counts.replicate
            and counts.row_term = 0
            and counts.column_term = 0
    where squares.row_term < 0 and squares.row_term = squares.column_term
),

-- alone: the variation between the means of the attribute's members
alone as (
    select
        totals.replicate,
        totals.column_term as outcome_term,
        terms.attribute,
        sum(totals.moment * totals.moment / nullif(counts.moment, 0)) as member_variation
    from sums as totals
    inner join terms on totals.row_term = terms.term
    inner join sums as counts
        on
            totals.replicate = counts.replicate
            and totals.row_term = counts.row_term
            and counts.column_term = 0
    where
        totals.column_term < 0
        and (terms.term_role = 'reference' or terms.term > 0)
    group by totals.replicate, totals.column_term, terms.attribute
),

residuals as (
    select
        left_out,
        replicate,
        row_term as outcome_term,
        moment as residual_variation
    from {{ ref('int_model_solutions') }}
    where row_term < 0 and row_term = column_term
)

select
    outcome_terms.attribute as outcome,
    alone.attribute,
    alone.replicate,
    100 * (alone.member_variation - outcomes.mean_variation)
    / nullif(outcomes.total_variation, 0) as explained_alone_pct,
    100 * (reduced.residual_variation - complete.residual_variation)
    / nullif(outcomes.total_variation, 0) as lost_without_pct,
    100 * (outcomes.total_variation - complete.residual_variation)
    / nullif(outcomes.total_variation, 0) as explained_by_all_pct
from alone
inner join outcomes
    on
        alone.replicate = outcomes.replicate
        and alone.outcome_term = outcomes.outcome_term
inner join terms as outcome_terms on alone.outcome_term = outcome_terms.term
inner join residuals as complete
    on
        alone.replicate = complete.replicate
        and alone.outcome_term = complete.outcome_term
        and complete.left_out = 'all'
inner join residuals as reduced
    on
        alone.replicate = reduced.replicate
        and alone.outcome_term = reduced.outcome_term
        and alone.attribute = reduced.left_out
