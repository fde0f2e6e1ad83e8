-- Grain: one row per proposed card, attribute and member, met by a customer or not.
with customers as (
    select
        cards.card_id as card,
        memberships.attribute,
        memberships.member,
        count(*) as customer_count
    from {{ ref('int_customer_cards') }} as cards
    inner join {{ ref('int_customer_groups') }} as memberships
        on cards.customer_id = memberships.customer_id
    where {{ is_demographic('memberships.attribute') }}
    group by cards.card_id, memberships.attribute, memberships.member
)

select
    cards.member as card,
    groups.attribute,
    groups.member,
    cards.sort_order as card_sort_order,
    groups.sort_order,
    coalesce(customers.customer_count, 0) as customer_count
from {{ ref('int_groups') }} as cards
cross join {{ ref('int_groups') }} as groups
left join customers
    on
        cards.member = customers.card
        and groups.attribute = customers.attribute
        and groups.member = customers.member
where
    cards.attribute = 'card'
    and {{ is_demographic('groups.attribute') }}
