-- Grain: one row per attribute and member: whether disclosure control hides the group.
with groups as (
    select
        profiles.attribute,
        profiles.member,
        profiles.customer_count,
        profiles.customer_count between 1 and {{ var('disclosure_min_customers') }} - 1
        -- a card for a segment leaves out a part of it, which must not be small either
        or coalesce(
            segments.customer_count - profiles.customer_count
            between 1 and {{ var('disclosure_min_customers') }} - 1,
            false
        ) as is_small
    from {{ ref('int_group_utilisation') }} as profiles
    left join {{ ref('card_designs') }} as designs
        on
            profiles.attribute = 'card'
            and profiles.member = designs.card_id
            and designs.target_kind = 'segment'
    left join {{ ref('int_group_utilisation') }} as segments
        on segments.attribute = 'segment' and designs.target_group = segments.member
),

ranked as (
    select
        *,
        max(case when is_small then 1 else 0 end) over (
            partition by attribute
        ) as has_small_member,
        row_number() over (
            partition by attribute
            order by
                case when customer_count = 0 then 1 else 0 end,
                customer_count,
                member
        ) as size_rank
    from groups
),

running as (
    select
        *,
        sum(customer_count) over (
            partition by attribute
            order by size_rank
            rows between unbounded preceding and current row
        ) - customer_count as smaller_customer_count
    from ranked
),

-- the members of an attribute sum to the portfolio: small ones take the smallest others
-- with them, until at least two are hidden and hold no small group together
hidden as (
    select
        attribute,
        member,
        has_small_member = 1 and (
            is_small
            or size_rank <= 2
            or smaller_customer_count < {{ var('disclosure_min_customers') }}
        ) as is_hidden
    from running
)

select * from hidden
