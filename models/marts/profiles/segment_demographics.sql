-- Grain: one row per segment, attribute and member.
select
    segment,
    attribute,
    member,
    segment_sort_order,
    member_sort_order,
    {{ rounded([
        'customer_count', 'share_pct', 'representation_index', 'representation_ci_low',
        'representation_ci_high', 'index_against_others', 'index_against_others_ci_low',
        'index_against_others_ci_high', 'is_distinctive',
    ]) }},
    comparison_count,
    reliability,
    is_suppressed
from {{ ref('int_published_segment_members') }}
