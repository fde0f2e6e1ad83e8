-- Question 3: where do people spend most, and does the group matter?
-- The distinctive cells: they differ from the others by more than chance and by enough.
select
    cells.attribute,
    cells.member,
    cells.category,
    categories.spend_rank as category_rank_of_everybody,
    cells.share_pct,
    cells.affinity_index,
    cells.affinity_ci_low,
    cells.affinity_ci_high,
    cells.index_against_others,
    cells.index_against_others_ci_low,
    cells.index_against_others_ci_high,
    cells.customer_count
from {{ ref('demographic_categories') }} as cells
inner join {{ ref('categories') }} as categories
    on cells.category = categories.category
where cells.is_distinctive
order by cells.attribute asc, cells.member asc, cells.affinity_index desc
