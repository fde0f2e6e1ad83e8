-- Grain: one row per attribute, member, dimension (category, payment type) and item.
with cells as (
    select
        mix.*,
        standardised.standardised_index,
        standardised.standardised_standard_error,
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
    left join {{ ref('int_standardised_spend_mix') }} as standardised
        on
            mix.attribute = standardised.attribute
            and mix.member = standardised.member
            and mix.dimension = standardised.dimension
            and mix.item = standardised.item
    where mix.attribute not in ('portfolio', 'card')
),

{{ holm('cells', 'affinity_index', 'affinity_standard_error', 'comparison_table') }},

judged as (
    select
        *,
        {{ confidence_interval(
            'affinity_index', 'affinity_standard_error',
            'affinity_ci_low', 'affinity_ci_high',
        ) }},
        {{ confidence_interval(
            'standardised_index', 'standardised_standard_error',
            'standardised_ci_low', 'standardised_ci_high',
        ) }},
        {{ is_beyond_chance('affinity_index') }} as is_distinctive
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
