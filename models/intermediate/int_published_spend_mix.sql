-- Grain: one row per attribute, member, dimension (category, payment type) and item.
with cells as (
    select
        mix.*,
        profiles.sort_order as member_sort_order,
        profiles.customer_count,
        hidden.is_hidden as is_suppressed,
        -- the table that a cell is published in: the family of its comparisons
        case when mix.attribute = 'segment' then 'segment' else 'demographic' end
        || mix.dimension as comparison_table
    from {{ ref('int_group_spend_mix') }} as mix
    inner join {{ ref('int_group_profiles') }} as profiles
        on mix.attribute = profiles.attribute and mix.member = profiles.member
    inner join {{ ref('int_hidden_groups') }} as hidden
        on mix.attribute = hidden.attribute and mix.member = hidden.member
    where mix.attribute not in ('portfolio', 'card')
),

tested as (
    select
        *,
        case
            -- customers who all do the same leave no spread to test against
            when not is_suppressed and affinity_standard_error > 0.000001
                then 2 * {{ normal_cdf(
                    '(-abs(affinity_index - 100) / affinity_standard_error)'
                ) }}
        end as p_value
    from cells
),

ordered as (
    select
        *,
        count(p_value) over (partition by comparison_table) as comparison_count,
        row_number() over (
            partition by comparison_table
            order by case when p_value is null then 1 else 0 end, p_value
        ) as p_value_rank
    from tested
),

-- Holm: the k-th smallest of m p-values counts (m - k + 1) times, and never less than
-- the one before it
adjusted as (
    select
        *,
        max(p_value * (comparison_count - p_value_rank + 1)) over (
            partition by comparison_table
            order by p_value_rank
            rows between unbounded preceding and current row
        ) as adjusted_p_value
    from ordered
),

judged as (
    select
        *,
        {{ confidence_interval(
            'affinity_index', 'affinity_standard_error',
            'affinity_ci_low', 'affinity_ci_high',
        ) }},
        case
            when p_value is not null
                then
                    adjusted_p_value < {{ var('distinctive_alpha') }}
                    and abs(affinity_index - 100)
                    >= {{ var('distinctive_min_index_points') }}
        end as is_distinctive
    from adjusted
),

published as (
    select
        attribute,
        member,
        dimension,
        item,
        member_sort_order,
        item_sort_order,
        {{ unless_suppressed(spend_mix_measures() + ['item_rank']) }},
        comparison_count,
        {{ reliability(['affinity_ci_high - affinity_ci_low']) }} as reliability,
        is_suppressed
    from judged
)

select * from published
