-- Grain: one row per attribute and member that somebody joined, left or stayed in since the
-- last publication of another delivery. Empty where this warehouse does not know who was in.
with compared as (
    select {{ json_field('row_text', 'delivery_fingerprint') }} as delivery_fingerprint
    from {{ ref('int_previous_rows') }}
    where mart = 'about'
),

members_before as (
    select
        published.attribute,
        published.member,
        published.customer_id
    from {{ source('operations', 'published_customers') }} as published
    inner join compared
        on published.delivery_fingerprint = compared.delivery_fingerprint
    where published.target = '{{ target.name }}'
),

members_now as (
    select
        attribute,
        member,
        customer_id
    from {{ ref('int_customer_groups') }}
    where exists (select 1 from members_before)
),

moves as (
    select
        coalesce(members_now.attribute, members_before.attribute) as attribute,
        coalesce(members_now.member, members_before.member) as member,
        case when members_before.customer_id is null then 1 else 0 end as is_gained,
        case when members_now.customer_id is null then 1 else 0 end as is_lost
    from members_now
    full outer join members_before
        on
            members_now.attribute = members_before.attribute
            and members_now.member = members_before.member
            and members_now.customer_id = members_before.customer_id
)

select
    attribute,
    member,
    sum(is_gained) as gained_count,
    sum(is_lost) as lost_count
from moves
group by attribute, member
