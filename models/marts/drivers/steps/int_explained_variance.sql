-- Grain: one row per outcome, attribute and jackknife replicate.
with terms as (
    select
        term,
        attribute
    from {{ ref('int_model_terms') }}
),

sums as (
    select
        replicate,
        row_term,
        row_role,
        column_term,
        column_role,
        product_sum
    from {{ ref('int_model_product_sums') }}
),

outcomes as (
    select
        squares.replicate,
        squares.row_term as outcome_term,
        squares.product_sum - totals.product_sum * totals.product_sum / counts.product_sum
            as total_variation,
        totals.product_sum * totals.product_sum / counts.product_sum as mean_variation
    from sums as squares
    inner join sums as totals
        on
            squares.replicate = totals.replicate
            and squares.row_term = totals.row_term
            and totals.column_role = 'intercept'
    inner join sums as counts
        on
            squares.replicate = counts.replicate
            and counts.row_role = 'intercept'
            and counts.column_role = 'intercept'
    where squares.row_role = 'outcome' and squares.row_term = squares.column_term
),

-- alone: the variation between the means of the attribute's members
alone as (
    select
        totals.replicate,
        totals.column_term as outcome_term,
        terms.attribute,
        sum(totals.product_sum * totals.product_sum / nullif(counts.product_sum, 0))
            as member_variation
    from sums as totals
    inner join terms on totals.row_term = terms.term
    inner join sums as counts
        on
            totals.replicate = counts.replicate
            and totals.row_term = counts.row_term
            and counts.column_role = 'intercept'
    where totals.column_role = 'outcome' and totals.row_role in ('reference', 'effect')
    group by totals.replicate, totals.column_term, terms.attribute
),

residuals as (
    select
        left_out,
        replicate,
        row_term as outcome_term,
        residual_product_sum as residual_variation
    from {{ ref('int_model_solutions') }}
    where row_term = column_term and residual_product_sum is not null
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
