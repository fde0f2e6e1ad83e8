-- Grain: one row per attribute, member, dimension (category, payment type) and item.
with customers as (
    select
        memberships.attribute,
        memberships.member,
        mix.dimension,
        mix.item,
        mix.spend_inr,
        cast(mix.spend_inr as double) as spend,
        cast(mix.total_spend_inr as double) as total_spend,
        mix.non_card_spend_inr,
        cast(mix.non_card_spend_inr as double) as non_card_spend,
        cast(mix.total_non_card_spend_inr as double) as total_non_card_spend
    from {{ ref('int_customer_groups') }} as memberships
    inner join {{ ref('int_customer_spend_mix') }} as mix
        on memberships.customer_id = mix.customer_id
),

shares as (
    select
        attribute,
        member,
        dimension,
        item,
        sum(spend_inr) as total_spend_inr,
        100 * sum(spend) / nullif(sum(total_spend), 0) as share_pct,
        100 * {{ ratio_standard_error('spend', 'total_spend') }} as standard_error_pct,
        sum(non_card_spend_inr) as non_card_spend_inr,
        100 * sum(non_card_spend) / nullif(sum(total_non_card_spend), 0)
            as non_card_share_pct,
        100 * {{ ratio_standard_error('non_card_spend', 'total_non_card_spend') }}
            as non_card_standard_error_pct,
        -- what the standard errors of a ratio of ratios are made of
        count(*) as customer_count,
        sum(spend) as item_spend,
        sum(total_spend) as spend,
        sum(spend * spend) as item_spend_squares,
        sum(spend * total_spend) as spend_products,
        sum(total_spend * total_spend) as spend_squares
    from customers
    group by attribute, member, dimension, item
),

-- every group has every item, so that a group without customers keeps its rows
cells as (
    select
        groups.attribute,
        groups.member,
        items.attribute as dimension,
        items.member as item,
        items.sort_order as item_sort_order,
        cast(coalesce(shares.total_spend_inr, 0) as decimal(18, 2)) as total_spend_inr,
        shares.share_pct,
        shares.standard_error_pct,
        cast(coalesce(shares.non_card_spend_inr, 0) as decimal(18, 2))
            as non_card_spend_inr,
        shares.non_card_share_pct,
        shares.non_card_standard_error_pct,
        shares.customer_count,
        {%- for sum in spend_sums() %}
        shares.{{ sum }},
        {%- endfor %}
        max(case when groups.attribute = 'portfolio' then shares.share_pct end) over (
            partition by items.attribute, items.member
        ) as portfolio_share_pct
    from {{ ref('int_groups') }} as groups
    cross join {{ ref('accepted_members') }} as items
    left join shares
        on
            groups.attribute = shares.attribute
            and groups.member = shares.member
            and items.attribute = shares.dimension
            and items.member = shares.item
    where
        items.attribute in ('category', 'payment_type')
        and items.spelling = items.member
),

indices as (
    select
        *,
        100 * share_pct / nullif(portfolio_share_pct, 0) as affinity_index,
        row_number() over (
            partition by attribute, member, dimension
            order by total_spend_inr desc, item_sort_order asc, item asc
        ) as item_rank
    from cells
)

select * from indices
