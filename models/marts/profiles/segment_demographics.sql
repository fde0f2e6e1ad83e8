-- Grain: one row per segment, attribute and member.
with cells as (
    select
        cells.segment,
        cells.attribute,
        cells.member,
        cells.segment_sort_order,
        cells.sort_order as member_sort_order,
        cells.customer_count,
        hidden.is_hidden as is_suppressed
    from {{ ref('int_segment_members') }} as cells
    inner join {{ ref('int_hidden_segment_members') }} as hidden
        on
            cells.segment = hidden.segment
            and cells.attribute = hidden.attribute
            and cells.member = hidden.member
),

totals as (
    select
        *,
        cast(sum(customer_count) over (partition by segment, attribute) as double)
            as segment_count,
        cast(sum(customer_count) over (partition by attribute, member) as double)
            as member_count,
        cast(sum(customer_count) over (partition by attribute) as double) as total_count
    from cells
),

shares as (
    select
        *,
        customer_count / nullif(segment_count, 0) as share,
        member_count / nullif(total_count, 0) as portfolio_share
    from totals
),

-- a share is the ratio of sums of a 0/1 variable: its standard error in closed form
indices as (
    select
        *,
        100 * share as share_pct,
        100 * share / nullif(portfolio_share, 0) as representation_index,
        100 * sqrt(share * (1 - share) / nullif(segment_count - 1, 0))
        / nullif(portfolio_share, 0) as representation_standard_error
    from shares
),

{{ holm(
    'indices', 'representation_index', 'representation_standard_error', "'all cells'"
) }},

intervals as (
    select
        *,
        {{ confidence_interval(
            'representation_index', 'representation_standard_error',
            'representation_ci_low', 'representation_ci_high',
        ) }},
        {{ is_beyond_chance('representation_index') }} as is_distinctive
    from adjusted
),

published as (
    select
        segment,
        attribute,
        member,
        segment_sort_order,
        member_sort_order,
        {{ unless_suppressed([
            'customer_count', 'share_pct', 'representation_index',
            'representation_ci_low', 'representation_ci_high', 'is_distinctive',
        ]) }},
        comparison_count,
        {{ reliability(['representation_ci_high - representation_ci_low']) }} as reliability,
        is_suppressed
    from intervals
)

select * from published
