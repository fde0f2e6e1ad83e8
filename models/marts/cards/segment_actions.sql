-- Grain: one row per value segment: the brief's closing table.
with over_represented as (
    select
        segment,
        {{ is_personal('attribute') }} as is_personal,
        representation_index,
        member
        || ' (' || {{ written('representation_index', 0) }}
        || ', n = ' || {{ written_count('customer_count') }} || ')' as described
    from {{ ref('int_published_segment_members') }}
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
        segments.member as segment,
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
        || case cards.verdict
            when 'test' then 'Test '
            when 'redesign' then 'Redesign before a test: '
            when 'do not launch' then 'Do not launch '
            else 'Cannot be told: '
        end
        || cards.card_name || '. ' || cards.verdict_reason || '. '
        || coalesce('Features: ' || cards.features, 'No feature is supported')
        || '. ' || cards.fee_logic || '.' as recommended_action
    from {{ ref('int_published_profiles') }} as segments
    left join profiles on segments.member = profiles.segment
    left join {{ ref('card_proposals') }} as cards
        on cards.target_kind = 'segment' and segments.member = cards.target_group
    where segments.attribute = 'segment'
)

select
    segment,
    sort_order,
    customer_count,
    {{ rounded(['utilisation_pct', 'utilisation_ci_low_pct', 'utilisation_ci_high_pct']) }},
    target_profile,
    described_by,
    card_id,
    recommended_action,
    reliability,
    is_suppressed
from actions
