-- Grain: one row per group and category, and per segment and group: an index against
-- everybody, 100 being average.
-- Shown: above 100 by more than chance and by enough to matter. Partly: above by more
-- than the group's own chance, but by too little, or not after Holm's adjustment.
with figures as (
    select
        'affinity' as test,
        attribute,
        member,
        category as item,
        affinity_index as figure,
        affinity_ci_low as ci_low,
        affinity_ci_high as ci_high,
        standardised_index,
        coalesce(is_distinctive, false) as is_beyond_chance,
        customer_count,
        'demographic_categories' as evidence_mart,
        {{ lookup_key(
            ['attribute', 'member', 'category'], ['attribute', 'member', 'category']
        ) }} as evidence_key,
        'affinity_index' as evidence_column
    from {{ ref('demographic_categories') }}
    union all
    select
        'affinity' as test,
        'segment' as attribute,
        segment as member,
        category as item,
        affinity_index as figure,
        affinity_ci_low as ci_low,
        affinity_ci_high as ci_high,
        standardised_index,
        coalesce(is_distinctive, false) as is_beyond_chance,
        customer_count,
        'segment_categories' as evidence_mart,
        {{ lookup_key(['segment', 'category'], ['segment', 'category']) }} as evidence_key,
        'affinity_index' as evidence_column
    from {{ ref('segment_categories') }}
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
        coalesce(is_distinctive, false) as is_beyond_chance,
        customer_count,
        'segment_demographics' as evidence_mart,
        {{ lookup_key(
            ['segment', 'attribute', 'member'], ['segment', 'attribute', 'member']
        ) }} as evidence_key,
        'representation_index' as evidence_column
    from {{ ref('segment_demographics') }}
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
    'with ages and genders held ' || {{ written('standardised_index') }} as comparison,
    customer_count,
    evidence_mart,
    evidence_key,
    evidence_column,
    is_beyond_chance and figure > 100 as is_shown,
    ci_low > 100 as is_partly_shown
from figures
