-- Grain: one row per accepted category, with or without spend.
select
    member as category,
    sort_order
from {{ ref('accepted_members') }}
where attribute = 'category' and spelling = member
