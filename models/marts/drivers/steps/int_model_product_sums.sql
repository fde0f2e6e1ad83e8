-- Grain: one row per jackknife replicate and pair of terms: their sum of products.
-- Replicates: all customers, and all without one jackknife group.
with products as (
    select
        one.jackknife_group,
        one.term as row_term,
        other.term as column_term,
        sum(one.term_value * other.term_value) as product_sum
    from {{ ref('int_model_observations') }} as one
    inner join {{ ref('int_model_observations') }} as other
        on one.customer_id = other.customer_id
    group by one.jackknife_group, one.term, other.term
),

replicates as (
    select distinct
        jackknife_group as left_out_group,
        'without group ' || cast(jackknife_group as string) as replicate
    from products
    union all
    select
        null as left_out_group,
        'all customers' as replicate
),

pairs as (
    select
        one.term as row_term,
        one.term_role as row_role,
        other.term as column_term,
        other.term_role as column_role
    from {{ ref('int_model_terms') }} as one
    cross join {{ ref('int_model_terms') }} as other
),

product_sums as (
    select
        replicates.replicate,
        pairs.row_term,
        pairs.row_role,
        pairs.column_term,
        pairs.column_role,
        coalesce(
            sum(case
                when products.jackknife_group is distinct from replicates.left_out_group
                    then products.product_sum
            end),
            0
        ) as product_sum
    from replicates
    cross join pairs
    left join products
        on
            pairs.row_term = products.row_term
            and pairs.column_term = products.column_term
    group by
        replicates.replicate,
        pairs.row_term,
        pairs.row_role,
        pairs.column_term,
        pairs.column_role
)

select * from product_sums
