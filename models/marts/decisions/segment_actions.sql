-- Grain: one row per value segment: the brief's closing table.
with over_represented as (
    select
        segment,
        {{ is_personal('attribute') }} as is_personal,
        representation_index,
        member
        || ' (' || {{ written('representation_index', 0) }}
        || ', n = ' || cast(customer_count as string) || ')' as described
    from {{ ref('segment_demographics') }}
    where is_distinctive and representation_index > 100
),

profiles as (
    select
        segment,
        {{ joined(
            'case when not is_personal then described end',
            ', ',
            'representation_index desc, described asc',
        ) }} as target_profile,
        {{ joined(
            'case when is_personal then described end',
            ', ',
            'representation_index desc, described asc',
        ) }} as described_by
    from over_represented
    group by segment
),

actions as (
    select
        segments.segment,
        segments.sort_order,
        segments.customer_count,
        segments.utilisation_pct,
        segments.utilisation_ci_low_pct,
        segments.utilisation_ci_high_pct,
        profiles.target_profile,
        profiles.described_by,
        cards.card_id,
        segments.reliability,
        segments.is_suppressed,
        case
            when segments.customer_count = 0 then 'Nobody is in this segment. '
            else ''
        end
        || 'Offer ' || cards.card_name
        || coalesce(': ' || cards.features, ': no feature is supported')
        || '. ' || cards.fee_logic || '.' as recommended_action
    from {{ ref('segments') }} as segments
    left join profiles on segments.segment = profiles.segment
    left join {{ ref('card_proposals') }} as cards
        on cards.target_kind = 'segment' and segments.segment = cards.target_group
)

select * from actions
