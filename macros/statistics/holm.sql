{#-
    Tests estimates against 100, or against another null value, with Holm's adjustment over lists.

    `items` is a CTE with the columns is_suppressed, those of `estimate`, `standard_error`
    and `list`. Writes the CTE `adjusted`: its columns, comparison_count (the tested items of
    the list) and adjusted_p_value, null where nothing can be tested: a hidden item, or
    customers who all do the same and leave no spread. Two-sided, normal approximation.
    The k-th smallest of m p-values counts (m - k + 1) times, and never less than the one
    before it.
-#}
{% macro holm(items, estimate, standard_error, list, null_value=100) -%}
tested as (
    select
        *,
        case
            when not is_suppressed and {{ standard_error }} > 0.000001
                then 2 * {{ normal_cdf(
                    '(-abs(' ~ estimate ~ ' - ' ~ null_value ~ ') / ' ~ standard_error ~ ')'
                ) }}
        end as p_value
    from {{ items }}
),

ordered as (
    select
        *,
        count(p_value) over (partition by {{ list }}) as comparison_count,
        row_number() over (
            partition by {{ list }}
            order by case when p_value is null then 1 else 0 end, p_value
        ) as p_value_rank
    from tested
),

adjusted as (
    select
        *,
        max(p_value * (comparison_count - p_value_rank + 1)) over (
            partition by {{ list }}
            order by p_value_rank
            rows between unbounded preceding and current row
        ) as adjusted_p_value
    from ordered
)
{%- endmacro %}
