-- Grain: one row per attribute and member: whether disclosure control hides the group.
with groups as (
    select
        attribute,
        member,
        customer_count,
        customer_count between 1 and {{ var('disclosure_min_customers') }} - 1 as is_small
    from {{ ref('int_group_profiles') }}
),

ranked as (
    select
        *,
        sum(case when is_small then 1 else 0 end) over (
            partition by attribute
        ) as small_count,
        row_number() over (
            partition by attribute, is_small
            order by case when customer_count = 0 then 1 else 0 end, customer_count, member
        ) as size_rank
    from groups
),

-- the members of an attribute sum to the portfolio: a lone small one takes the smallest
-- other one with it
hidden as (
    select
        attribute,
        member,
        is_small or (small_count = 1 and size_rank = 1) as is_hidden
    from ranked
)

select * from hidden
