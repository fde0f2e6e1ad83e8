-- Grain: one row per attribute, member, dimension (category, payment type) and item.
-- What the group spends on the item, against everybody and against the others: ratios of two
-- ratios, whose customers are one sample. Everybody's share is estimated, too.
with sums as (
    select
        cells.attribute,
        cells.member,
        cells.dimension,
        cells.item,
        cells.affinity_index,
        {%- for sum in spend_sums() %}
        cells.{{ sum }},
        portfolio.{{ sum }} as all_{{ sum }},
        -- sums of paise: what is left of nothing is nothing
        round(portfolio.{{ sum }} - cells.{{ sum }}, 2) as others_{{ sum }},
        {%- endfor %}
        cast(cells.customer_count as double) as customer_count,
        cast(portfolio.customer_count - cells.customer_count as double) as others_count
    from {{ ref('int_group_spend_mix') }} as cells
    inner join {{ ref('int_group_spend_mix') }} as portfolio
        on
            portfolio.attribute = 'portfolio'
            and cells.dimension = portfolio.dimension
            and cells.item = portfolio.item
),

shares as (
    select
        *,
        item_spend / nullif(spend, 0) as share,
        all_item_spend / nullif(all_spend, 0) as all_share,
        others_item_spend / nullif(others_spend, 0) as others_share
    from sums
),

-- of e = y - share * x: sums of squares, and of the products of a group's and everybody's
residuals as (
    select
        *,
        {%- for part in ['', 'all_', 'others_'] %}
        {{ part }}item_spend_squares
        - 2 * {{ part }}share * {{ part }}spend_products
        + {{ part }}share * {{ part }}share * {{ part }}spend_squares
            as {{ part }}residual_squares,
        {%- endfor %}
        item_spend_squares
        - (share + all_share) * spend_products
        + share * all_share * spend_squares as residual_products,
        item_spend_squares
        - 2 * all_share * spend_products
        + all_share * all_share * spend_squares as inside_residual_squares,
        100 * share / nullif(others_share, 0) as index_against_others,
        customer_count / nullif(customer_count - 1, 0) as correction,
        -- no others have no part in it
        case
            when others_count = 0 then 1
            else others_count / nullif(others_count - 1, 0)
        end as others_correction
    from shares
),

-- the weights of a group's and everybody's or the others' residuals in the index
weights as (
    select
        *,
        100 / nullif(all_share * spend, 0) as weight,
        affinity_index / nullif(all_share * all_spend, 0) as all_weight,
        100 / nullif(others_share * spend, 0) as weight_against_others,
        index_against_others / nullif(others_share * others_spend, 0) as others_weight
    from residuals
)

select
    attribute,
    member,
    dimension,
    item,
    affinity_index,
    index_against_others,
    sqrt(
        correction * greatest(
            0,
            weight * weight * residual_squares
            - 2 * weight * all_weight * residual_products
            + all_weight * all_weight * inside_residual_squares
        )
        + others_correction * greatest(
            0,
            all_weight * all_weight * (all_residual_squares - inside_residual_squares)
        )
    ) as affinity_standard_error,
    sqrt(
        correction * greatest(
            0, weight_against_others * weight_against_others * residual_squares
        )
        + others_correction * greatest(
            0, others_weight * others_weight * others_residual_squares
        )
    ) as index_against_others_standard_error
from weights
