-- Grain: one row per segment and category.
select
    member as segment,
    item as category,
    member_sort_order as segment_sort_order,
    item_sort_order as category_sort_order,
    {{ rounded(spend_mix_measures()) }},
    cast(item_rank as bigint) as category_rank,
    comparison_count,
    reliability,
    is_suppressed
from {{ ref('int_published_spend_mix') }}
where dimension = 'category' and attribute = 'segment'
