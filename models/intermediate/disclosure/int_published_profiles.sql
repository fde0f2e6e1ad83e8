-- Grain: one row per attribute and member, met by a customer or not.
with high_value_cells as (
    select
        attribute,
        member,
        is_hidden
    from {{ ref('int_hidden_segment_members') }}
    where segment = 'High'
    union all
    select
        'portfolio' as attribute,
        'All customers' as member,
        is_hidden
    from {{ ref('int_hidden_groups') }}
    where attribute = 'segment' and member = 'High'
),

top_categories as (
    select
        attribute,
        member,
        item as top_category
    from {{ ref('int_group_spend_mix') }}
    where dimension = 'category' and item_rank = 1 and total_spend_inr > 0
),

groups as (
    select
        measures.attribute,
        measures.member,
        measures.sort_order,
        {%- for measure in group_profile_measures()
            if measure not in ('high_value_customer_count', 'top_category') %}
        measures.{{ measure }},
        {%- endfor %}
        case
            when not coalesce(high_value_cells.is_hidden, false)
                then measures.high_value_customer_count
        end as high_value_customer_count,
        top_categories.top_category,
        hidden.is_hidden as is_suppressed
    from {{ ref('int_group_profiles') }} as measures
    inner join {{ ref('int_hidden_groups') }} as hidden
        on measures.attribute = hidden.attribute and measures.member = hidden.member
    left join high_value_cells
        on
            measures.attribute = high_value_cells.attribute
            and measures.member = high_value_cells.member
    left join top_categories
        on
            measures.attribute = top_categories.attribute
            and measures.member = top_categories.member
),

published as (
    select
        attribute,
        member,
        sort_order,
        {{ unless_suppressed(group_profile_measures()) }},
        {{ reliability([
            'utilisation_ci_high_pct - utilisation_ci_low_pct',
            'credit_card_share_ci_high_pct - credit_card_share_ci_low_pct',
        ]) }} as reliability,
        is_suppressed
    from groups
)

select * from published
