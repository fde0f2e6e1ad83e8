-- Grain: one row per attribute, member and category.
select
    attribute,
    member,
    item as category,
    member_sort_order,
    item_sort_order as category_sort_order,
    {{ rounded(spend_mix_measures()) }},
    comparison_count,
    reliability,
    is_suppressed
from {{ ref('int_published_spend_mix') }}
where dimension = 'category' and {{ is_demographic('attribute') }}
