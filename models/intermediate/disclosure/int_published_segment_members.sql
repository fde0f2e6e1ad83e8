-- Grain: one row per segment, attribute and member: the segment against everybody.
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
    where {{ is_demographic('cells.attribute') }}
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

-- the segment and the others, that is, everybody else
counts as (
    select
        *,
        cast(customer_count as double) as inside_count,
        member_count - customer_count as others_member_count,
        total_count - segment_count as others_count
    from totals
),

shares as (
    select
        *,
        inside_count / nullif(segment_count, 0) as share,
        others_member_count / nullif(others_count, 0) as others_share,
        member_count / nullif(total_count, 0) as portfolio_share,
        segment_count / nullif(total_count, 0) as weight,
        {{ wilson_interval('inside_count', 'segment_count', 'share_low', 'share_high') }},
        {{ wilson_interval(
            'others_member_count', 'others_count', 'others_share_low', 'others_share_high',
        ) }}
    from counts
),

ratios as (
    select
        *,
        share / nullif(others_share, 0) as ratio,
        {{ ratio_interval(
            'share', 'share_low', 'share_high', 'others_share', 'others_share_low',
            'others_share_high', 'ratio_low', 'ratio_high',
        ) }},
        -- score test of the two shares
        (share - others_share) / nullif(sqrt(
            portfolio_share * (1 - portfolio_share) * (
                1 / nullif(segment_count, 0) + 1 / nullif(others_count, 0)
            )
        ), 0) as score
    from shares
),

-- everybody is the segment, with its weight, and the others; the weight is estimated, too,
-- which the linearised ratio of two ratios of counts allows for
errors as (
    select
        *,
        1 as standard_error,
        100 * share / nullif(portfolio_share, 0) as representation_index,
        sqrt(greatest(
            0,
            1 / nullif(inside_count, 0)
            - 1 / nullif(segment_count, 0)
            - 1 / nullif(member_count, 0)
            + 2 * inside_count / nullif(segment_count * member_count, 0)
            - 1 / nullif(total_count, 0)
        )) as relative_error
    from ratios
),

-- the wider of both: one fails where a count is small, the other where nearly all are inside
indices as (
    select
        *,
        100 * share as share_pct,
        case
            when ratio_low is not null
                then greatest(0, least(
                    100 * ratio_low / nullif(weight * ratio_low + 1 - weight, 0),
                    representation_index
                    * (1 - {{ var('confidence_z') }} * relative_error)
                ))
        end as representation_ci_low,
        case
            when ratio_low is not null
                then greatest(
                    coalesce(
                        100 * ratio_high / nullif(weight * ratio_high + 1 - weight, 0),
                        100 / nullif(weight, 0)
                    ),
                    representation_index
                    * (1 + {{ var('confidence_z') }} * relative_error)
                )
        end as representation_ci_high,
        100 * ratio as index_against_others,
        100 * ratio_low as index_against_others_ci_low,
        case when ratio_low is not null then 100 * ratio_high end
            as index_against_others_ci_high
    from errors
),

{{ holm('indices', 'score', 'standard_error', "'all cells'", null_value=0) }},

judged as (
    select
        *,
        -- where none of the others is a member, the index has no limit
        {{ is_significant('coalesce(index_against_others, 200)') }} as is_distinctive
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
            'representation_ci_low', 'representation_ci_high', 'index_against_others',
            'index_against_others_ci_low', 'index_against_others_ci_high', 'is_distinctive',
        ]) }},
        comparison_count,
        {{ reliability(['representation_ci_high - representation_ci_low']) }} as reliability,
        is_suppressed
    from judged
)

select * from published
