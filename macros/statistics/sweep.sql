{#-
    Least squares in SQL: sweeps every term out of matrices in long form.

    `matrices` is a CTE with the columns of `keys` (which tell the matrices apart), row_term,
    column_term and product_sum: sums of products of explanatory terms (numbered from 0) and
    outcomes (negative numbers). Writes the CTE `swept` with the same keys and terms, and
    swept_value, which is
      row and column an outcome         the residual sum of products
      row an outcome, column a term     the coefficient
      row and column a term             minus the inverse of the terms' sums of products
    A term that the terms before it explain is left unswept. A matrix has every pair of its
    terms. It is held as a list, row by row, and one term after the other is swept out of
    it; place is the term's position, from 0, so that its diagonal is at
    place * (width + 1).
    Source: Goodnight, "A Tutorial on the SWEEP Operator", The American Statistician 33
    (1979), with the sign of the symmetric form.
-#}
{% macro sweep(matrices, keys) -%}
    {{ adapter.dispatch('sweep', 'mitron')(matrices, keys) }}
{%- endmacro %}

{#- What a list is reduced to has the type of its members: place and entries share a struct.
    Lists count from 1. -#}
{% macro default__sweep(matrices, keys) -%}
{%- set matrix = keys | join(', ') -%}
lists as (
    select
        {{ matrix }},
        list(distinct row_term order by row_term) as terms,
        count(distinct row_term) as width,
        list(product_sum order by row_term, column_term) as entries
    from {{ matrices }}
    group by {{ matrix }}
),

swept_lists as (
    select
        {{ matrix }},
        terms,
        width,
        list_reduce(
            list_transform(
                list_filter(terms, lambda term: term >= 0),
                lambda term: {'place': list_position(terms, term) - 1, 'entries': null}
            ),
            lambda matrix, step: {
                'place': null,
                'entries': case
                    when
                        matrix.entries[step.place * (width + 1) + 1]
                        > 0.000000001 * entries[step.place * (width + 1) + 1]
                        then list_transform(
                            matrix.entries,
                            lambda entry, i: case
                                when i - 1 = step.place * (width + 1) then -1 / entry
                                when
                                    (i - 1) // width = step.place
                                    or (i - 1) % width = step.place
                                    then entry / matrix.entries[step.place * (width + 1) + 1]
                                else
                                    entry
                                    - matrix.entries[step.place * width + (i - 1) % width + 1]
                                    * matrix.entries[(i - 1) // width * width + step.place + 1]
                                    / matrix.entries[step.place * (width + 1) + 1]
                            end
                        )
                    else matrix.entries
                end
            },
            {'place': null, 'entries': entries}
        ).entries as swept_entries
    from lists
),

cells as (
    select
        {{ matrix }},
        terms,
        width,
        unnest(swept_entries) as swept_value,
        generate_subscripts(swept_entries, 1) - 1 as i
    from swept_lists
),

swept as (
    select
        {{ matrix }},
        terms[i // width + 1] as row_term,
        terms[i % width + 1] as column_term,
        swept_value
    from cells
)
{%- endmacro %}

{% macro spark__sweep(matrices, keys) -%}
{%- set matrix = keys | join(', ') -%}
arrays as (
    select
        {{ matrix }},
        array_sort(collect_set(row_term)) as terms,
        cast(sqrt(count(*)) as int) as width,
        transform(
            array_sort(collect_list(struct(row_term, column_term, product_sum))),
            cell -> cell.product_sum
        ) as entries
    from {{ matrices }}
    group by {{ matrix }}
),

swept_arrays as (
    select
        *,
        aggregate(
            transform(
                filter(terms, term -> term >= 0),
                term -> cast(array_position(terms, term) as int) - 1
            ),
            entries,
            (matrix, place) -> case
                when
                    matrix[place * (width + 1)]
                    > 0.000000001 * entries[place * (width + 1)]
                    then transform(
                        matrix,
                        (entry, i) -> case
                            when i = place * (width + 1) then -1 / entry
                            when i div width = place or i % width = place
                                then entry / matrix[place * (width + 1)]
                            else
                                entry - matrix[place * width + i % width]
                                * matrix[i div width * width + place]
                                / matrix[place * (width + 1)]
                        end
                    )
                else matrix
            end
        ) as swept_entries
    from arrays
),

cells as (
    select
        {{ matrix }},
        terms,
        width,
        posexplode(swept_entries) as (i, swept_value)
    from swept_arrays
),

swept as (
    select
        {{ matrix }},
        terms[cast(i div width as int)] as row_term,
        terms[i % width] as column_term,
        swept_value
    from cells
)
{%- endmacro %}
