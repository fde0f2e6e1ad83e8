-- Grain: one row per segment and payment type.
select
    member as segment,
    item as payment_type,
    member_sort_order as segment_sort_order,
    item_sort_order as payment_type_sort_order,
    {{ rounded(spend_mix_measures()) }},
    comparison_count,
    reliability,
    is_suppressed
from {{ ref('int_published_spend_mix') }}
where dimension = 'payment_type' and attribute = 'segment'
