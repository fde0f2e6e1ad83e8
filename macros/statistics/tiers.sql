{#-
    Tiers of statistically tied items: the first tier is the highest estimate and all that
    do not differ from it, the next is the highest of the rest and what does not differ
    from that, and so on; the last of `tier_count` tiers is whatever is left.

    `items` is a CTE with the columns item, estimate, standard_error and those of `lists`,
    within which tiers are made. Writes the CTE `tiered` with the columns of `lists`, item,
    estimate, comparison_count and tier. An item differs from its tier's highest when the
    normal test of the difference stays below var distinctive_alpha after Bonferroni over
    the comparisons of the list. Estimates count as independent: items that overlap tie
    more easily, and so does Bonferroni instead of Holm; a tie is to err to the wide side.

    Materialized: otherwise DuckDB copies each step's expressions into the next, and planning
    a long chain never ends. Spark knows no such word.
-#}
{% macro tiers(items, lists, tier_count) -%}
{%- set list = lists | join(', ') -%}
tiers_0 as (
    select
        {{ list }},
        item,
        estimate,
        standard_error,
        count(*) over (partition by {{ list }}) - 1 as comparison_count,
        cast(null as int) as tier
    from {{ items }}
),

{% for tier in range(1, tier_count) -%}
leaders_{{ tier }} as (
    select
        *,
        first_value(estimate) over highest as highest_estimate,
        first_value(standard_error) over highest as highest_standard_error
    from tiers_{{ loop.index0 }}
    window highest as (
        partition by {{ list }}, case when tier is null then 1 else 0 end
        order by estimate desc, item asc
    )
),

differences_{{ tier }} as (
    select
        *,
        (estimate - highest_estimate) / nullif(
            sqrt(power(standard_error, 2) + power(highest_standard_error, 2)), 0
        ) as z_score
    from leaders_{{ tier }}
),

tiers_{{ tier }} as {{ 'materialized ' if target.type == 'duckdb' }}(
    select
        {{ list }},
        item,
        estimate,
        standard_error,
        comparison_count,
        case
            when tier is not null then tier
            when estimate = highest_estimate then {{ tier }}
            when
                2 * comparison_count * {{ normal_cdf('z_score') }}
                >= {{ var('distinctive_alpha') }}
                then {{ tier }}
        end as tier
    from differences_{{ tier }}
),

{% endfor -%}
tiered as (
    select
        {{ list }},
        item,
        estimate,
        comparison_count,
        coalesce(tier, {{ tier_count }}) as tier
    from tiers_{{ tier_count - 1 }}
)
{%- endmacro %}
