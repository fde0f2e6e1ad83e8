{#-
    Least squares in SQL: sweeps the terms 0 to `steps` - 1 out of matrices in long form.

    `matrices` is a CTE with the columns of `keys` (which tell the matrices apart), row_term,
    column_term and moment: sums of products of explanatory terms (numbered from 0) and
    outcomes (negative numbers). Writes the CTE `swept` with the same columns, in which
    moment is
      row and column an outcome         the residual sum of products
      row an outcome, column a term     the coefficient
      row and column a term             minus the inverse of the terms' sums of products
    A term that is absent, or that the terms before it explain, is left unswept. A matrix
    has every pair of its terms.
    Source: Goodnight, "A Tutorial on the SWEEP Operator", The American Statistician 33
    (1979), with the sign of the symmetric form.
-#}
{% macro sweep(matrices, keys, steps) -%}
    {{ adapter.dispatch('sweep', 'mitron')(matrices, keys, steps) }}
{%- endmacro %}

{% macro default__sweep(matrices, keys, steps) -%}
{%- set matrix = keys | join(', ') -%}
swept_0 as (
    select
        {{ matrix }},
        row_term,
        column_term,
        moment,
        -- what a term has before sweeping: the measure of what is left of it
        case when row_term = column_term then moment end as diagonal
    from {{ matrices }}
),

{% for step in range(steps | int) -%}
pivots_{{ step }} as (
    select
        *,
        max(case when row_term = {{ step }} then moment end) over (
            partition by {{ matrix }}, column_term
        ) as pivot_row,
        max(case when column_term = {{ step }} then moment end) over (
            partition by {{ matrix }}, row_term
        ) as pivot_column,
        max(
            case
                when
                    row_term = {{ step }} and column_term = {{ step }}
                    and moment > 0.000000001 * diagonal
                    then moment
            end
        ) over (partition by {{ matrix }}) as pivot_value
    from swept_{{ step }}
),

swept_{{ step + 1 }} as {{ materialized_cte() }} (
    select
        {{ matrix }},
        row_term,
        column_term,
        case
            when pivot_value is null then moment
            when row_term = {{ step }} and column_term = {{ step }} then -1 / pivot_value
            when row_term = {{ step }} or column_term = {{ step }} then moment / pivot_value
            else moment - pivot_row * pivot_column / pivot_value
        end as moment,
        diagonal
    from pivots_{{ step }}
),

{% endfor -%}
swept as (
    select
        {{ matrix }},
        row_term,
        column_term,
        moment
    from swept_{{ steps }}
)
{%- endmacro %}

{#- A chain of windows is more than Spark can plan: here a matrix is an array, row by row. -#}
{% macro spark__sweep(matrices, keys, steps) -%}
{%- set matrix = keys | join(', ') -%}
arrays as (
    select
        {{ matrix }},
        array_sort(collect_set(row_term)) as terms,
        cast(sqrt(count(*)) as int) as width,
        transform(
            array_sort(collect_list(struct(row_term, column_term, moment))),
            cell -> cell.moment
        ) as moments
    from {{ matrices }}
    group by {{ matrix }}
),

-- place: the position of the swept term, from 0; its diagonal at place * (width + 1)
swept_arrays as (
    select
        *,
        aggregate(
            transform(
                filter(terms, term -> term between 0 and {{ steps }} - 1),
                term -> cast(array_position(terms, term) as int) - 1
            ),
            moments,
            (matrix, place) -> case
                when
                    matrix[place * (width + 1)]
                    > 0.000000001 * moments[place * (width + 1)]
                    then transform(
                        matrix,
                        (moment, i) -> case
                            when i = place * (width + 1) then -1 / moment
                            when i div width = place or i % width = place
                                then moment / matrix[place * (width + 1)]
                            else
                                moment - matrix[place * width + i % width]
                                * matrix[i div width * width + place]
                                / matrix[place * (width + 1)]
                        end
                    )
                else matrix
            end
        ) as swept_moments
    from arrays
),

cells as (
    select
        {{ matrix }},
        terms,
        width,
        posexplode(swept_moments) as (i, moment)
    from swept_arrays
),

swept as (
    select
        {{ matrix }},
        terms[cast(i div width as int)] as row_term,
        terms[i % width] as column_term,
        moment
    from cells
)
{%- endmacro %}
