-- Grain: one row per published key segment: its three categories of highest affinity.
with combination_categories as (
    select
        {{ attribute_combination('customers') }} as combination,
        spends.category,
        sum(cast(spends.total_spend_inr as double)) as total_spend_inr
    from {{ ref('int_customer_spends') }} as spends
    inner join {{ ref('stg_customers') }} as customers
        on spends.customer_id = customers.customer_id
    group by {{ attribute_combination('customers') }}, spends.category
),

spends as (
    select
        segments.key_segment,
        categories.category,
        sum(categories.total_spend_inr) as total_spend_inr
    from {{ ref('int_key_segment_combinations') }} as segments
    inner join {{ ref('int_published_key_segments') }} as published
        on segments.key_segment = published.key_segment
    inner join combination_categories as categories
        on segments.combination = categories.combination
    group by segments.key_segment, categories.category
),

shares as (
    select
        key_segment,
        category,
        100 * total_spend_inr
        / nullif(sum(total_spend_inr) over (partition by key_segment), 0) as share_pct
    from spends
),

ranked as (
    select
        shares.key_segment,
        shares.category,
        100 * shares.share_pct / nullif(portfolio.share_pct, 0) as affinity_index,
        row_number() over (
            partition by shares.key_segment
            order by
                shares.share_pct / nullif(portfolio.share_pct, 0) desc,
                shares.category asc
        ) as affinity_rank
    from shares
    inner join {{ ref('int_group_spend_mix') }} as portfolio
        on
            portfolio.attribute = 'portfolio'
            and portfolio.dimension = 'category'
            and shares.category = portfolio.item
)

select
    {%- for rank in range(1, 4) %}
    max(case when affinity_rank = {{ rank }} then category end) as top_category_{{ rank }},
    max(case when affinity_rank = {{ rank }} then affinity_index end)
        as top_affinity_{{ rank }},
    {%- endfor %}
    key_segment
from ranked
group by key_segment
