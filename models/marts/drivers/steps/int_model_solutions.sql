-- Grain: one row per model, jackknife replicate and pair of terms.
-- Models: `all` attributes, and for each attribute the model without it.
with models as (
    select 'all' as left_out
    union all
    select distinct attribute as left_out
    from {{ ref('int_model_terms') }}
    where term_role = 'reference'
),

matrices as (
    select
        models.left_out,
        sums.replicate,
        sums.row_term,
        sums.column_term,
        sums.product_sum
    from models
    cross join {{ ref('int_model_product_sums') }} as sums
    inner join {{ ref('int_model_terms') }} as row_terms
        on sums.row_term = row_terms.term
    inner join {{ ref('int_model_terms') }} as column_terms
        on sums.column_term = column_terms.term
    where
        row_terms.term_role <> 'reference'
        and column_terms.term_role <> 'reference'
        and models.left_out <> row_terms.attribute
        and models.left_out <> column_terms.attribute
),

-- the linter cannot parse a lambda of two arguments
{{ sweep('matrices', ['left_out', 'replicate']) }} -- noqa: PRS

select
    left_out,
    replicate,
    row_term,
    column_term,
    case when row_term < 0 and column_term >= 0 then swept_value end as coefficient,
    case when row_term < 0 and column_term < 0 then swept_value end as residual_product_sum,
    case when row_term >= 0 and column_term >= 0 then -swept_value end as inverse
from swept
