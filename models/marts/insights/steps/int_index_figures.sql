-- Grain: one row per group and category, and per segment and group: an index against
-- everybody, 100 being average.
-- Shown: above the others by more than chance and by enough to matter. Ruled out: the interval
-- against the others ends below what would be enough.
with figures as (
    select
        'affinity' as test,
        attribute,
        member,
        item,
        affinity_index as figure,
        affinity_ci_low as ci_low,
        affinity_ci_high as ci_high,
        standardised_index,
        index_against_others,
        index_against_others_ci_high,
        coalesce(is_distinctive, false) as is_significant,
        customer_count,
        case
            when attribute = 'segment' then 'segment_categories'
            else 'demographic_categories'
        end as evidence_mart,
        case
            when attribute = 'segment'
                then {{ lookup_key(['segment', 'category'], ['member', 'item']) }}
            else
                {{ lookup_key(
                    ['attribute', 'member', 'category'], ['attribute', 'member', 'item']
                ) }}
        end as evidence_key,
        'affinity_index' as evidence_column
    from {{ ref('int_published_spend_mix') }}
    where dimension = 'category'
    union all
    select
        'representation' as test,
        attribute,
        member,
        segment as item,
        representation_index as figure,
        representation_ci_low as ci_low,
        representation_ci_high as ci_high,
        null as standardised_index,
        index_against_others,
        index_against_others_ci_high,
        coalesce(is_distinctive, false) as is_significant,
        customer_count,
        'segment_demographics' as evidence_mart,
        {{ lookup_key(
            ['segment', 'attribute', 'member'], ['segment', 'attribute', 'member']
        ) }} as evidence_key,
        'representation_index' as evidence_column
    from {{ ref('int_published_segment_members') }}
)

select
    test,
    attribute,
    member,
    item,
    figure,
    'index points, 100 = as everybody' as unit,
    ci_low,
    ci_high,
    case test
        when 'affinity'
            then concat(
                {{ written_group('attribute', 'member') }}, ' spend ',
                {{ written('figure / 100', 2) }}, ' times as large a part of their money on ',
                item, ' as all customers',
                {{ written_interval(
                    written('ci_low / 100', 2), written('ci_high / 100', 2)
                ) }},
                coalesce(
                    ', and ' || {{ written('index_against_others / 100', 2) }}
                    || ' times as large a part as the others', ''
                ),
                coalesce(
                    '; with ages, genders and marital statuses held it is '
                    || {{ written('standardised_index / 100', 2) }} || ' times', ''
                )
            )
        else
            concat(
                item, '-value customers are ', {{ written('figure / 100', 2) }},
                ' times as often ', {{ written_group('attribute', 'member', true) }},
                ' as all customers',
                {{ written_interval(
                    written('ci_low / 100', 2), written('ci_high / 100', 2)
                ) }},
                coalesce(
                    ', and ' || {{ written('index_against_others / 100', 2) }}
                    || ' times as often as the others', ''
                )
            )
    end as sentence,
    customer_count,
    evidence_mart,
    evidence_key,
    evidence_column,
    is_significant and figure > 100 as is_shown,
    false as is_partly_shown,
    index_against_others_ci_high < 100 + {{ var('distinctive_min_index_points') }}
        as is_ruled_out
from figures
