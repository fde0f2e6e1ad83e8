-- Grain: one row per jackknife replicate and pair of terms: their sum of products.
-- Replicate 0 has every modelled customer; replicate g leaves group g out.
with products as (
    select
        one.jackknife_group,
        one.term as row_term,
        other.term as column_term,
        sum(one.term_value * other.term_value) as moment
    from {{ ref('int_model_observations') }} as one
    inner join {{ ref('int_model_observations') }} as other
        on one.customer_id = other.customer_id
    group by one.jackknife_group, one.term, other.term
),

replicates as (
    select distinct jackknife_group as replicate from products
    union all
    select 0 as replicate
),

pairs as (
    select
        one.term as row_term,
        other.term as column_term
    from {{ ref('int_model_terms') }} as one
    cross join {{ ref('int_model_terms') }} as other
),

moments as (
    select
        replicates.replicate,
        pairs.row_term,
        pairs.column_term,
        coalesce(
            sum(case
                when products.jackknife_group <> replicates.replicate then products.moment
            end),
            0
        ) as moment
    from replicates
    cross join pairs
    left join products
        on
            pairs.row_term = products.row_term
            and pairs.column_term = products.column_term
    group by replicates.replicate, pairs.row_term, pairs.column_term
)

select * from moments
