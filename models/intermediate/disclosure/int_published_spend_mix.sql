-- Grain: one row per attribute, member, dimension (category, payment type) and item.
with cells as (
    select
        mix.attribute,
        mix.member,
        mix.dimension,
        mix.item,
        mix.item_sort_order,
        mix.item_rank,
        mix.total_spend_inr,
        mix.non_card_spend_inr,
        mix.share_pct,
        mix.standard_error_pct,
        mix.affinity_index,
        affinities.affinity_standard_error,
        affinities.index_against_others,
        affinities.index_against_others_standard_error,
        standardised.standardised_index,
        standardised.standardised_standard_error,
        profiles.sort_order as member_sort_order,
        profiles.customer_count,
        hidden.is_hidden as is_suppressed,
        -- the table that a cell is published in: the family of its comparisons
        case when mix.attribute = 'segment' then 'segment' else 'demographic' end
        || mix.dimension as comparison_table
    from {{ ref('int_group_spend_mix') }} as mix
    inner join {{ ref('int_group_affinities') }} as affinities
        on
            mix.attribute = affinities.attribute
            and mix.member = affinities.member
            and mix.dimension = affinities.dimension
            and mix.item = affinities.item
    inner join {{ ref('int_group_utilisation') }} as profiles
        on mix.attribute = profiles.attribute and mix.member = profiles.member
    inner join {{ ref('int_hidden_groups') }} as hidden
        on mix.attribute = hidden.attribute and mix.member = hidden.member
    left join {{ ref('int_standardised_spend_mix') }} as standardised
        on
            mix.attribute = standardised.attribute
            and mix.member = standardised.member
            and mix.dimension = standardised.dimension
            and mix.item = standardised.item
    where mix.attribute not in ('portfolio', 'card', 'income_band')
),

{{ holm(
    'cells', 'index_against_others', 'index_against_others_standard_error',
    'comparison_table',
) }},

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
        {{ confidence_interval(
            'index_against_others', 'index_against_others_standard_error',
            'index_against_others_ci_low', 'index_against_others_ci_high',
        ) }},
        {{ confidence_interval(
            'share_pct', 'standard_error_pct', 'share_ci_low_pct', 'share_ci_high_pct',
        ) }},
        {{ is_significant('index_against_others') }} as is_distinctive
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
