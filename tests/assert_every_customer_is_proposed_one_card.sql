-- The designs leave no customer without a card, and every segment has a card of its own.
select 'customers without a card' as failure
from {{ ref('stg_customers') }} as customers
left join {{ ref('int_customer_cards') }} as cards
    on customers.customer_id = cards.customer_id
where cards.card_id is null
union all
select 'a segment without a card' as failure
from {{ ref('int_groups') }} as segments
left join {{ ref('card_designs') }} as designs
    on designs.target_kind = 'segment' and segments.member = designs.target_group
where segments.attribute = 'segment' and designs.card_id is null
