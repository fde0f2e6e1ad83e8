-- depends_on: {{ ref('int_model_solutions') }}, whose scheduler's task runs it
-- Sweeping gives minus the inverse, and its terms are not limited to those of the pilot. The
-- matrix of second differences (2 on the diagonal, -1 beside it) has an inverse that is
-- known: for n terms that count from 1, min(i, j) * (n + 1 - max(i, j)) / (n + 1).
{%- set term_count = 40 %}
with terms as (
    {%- for term in range(term_count) %}
    select {{ term }} as term
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

matrices as (
    select
        'second differences' as matrix_name,
        terms.term as row_term,
        other_terms.term as column_term,
        cast(
            case abs(terms.term - other_terms.term) when 0 then 2 when 1 then -1 else 0 end
            as double
        ) as product_sum
    from terms
    cross join terms as other_terms
),

-- the linter cannot parse a lambda of two arguments
{{ sweep('matrices', ['matrix_name']) }}, -- noqa: PRS

compared as (
    select
        matrices.row_term,
        matrices.column_term,
        swept.swept_value,
        -(least(matrices.row_term, matrices.column_term) + 1)
        * ({{ term_count }} - greatest(matrices.row_term, matrices.column_term))
        / cast({{ term_count + 1 }} as double) as expected_value
    from matrices
    left join swept
        on
            matrices.row_term = swept.row_term
            and matrices.column_term = swept.column_term
)

select *
from compared
where swept_value is null or abs(swept_value - expected_value) > 0.000000001
