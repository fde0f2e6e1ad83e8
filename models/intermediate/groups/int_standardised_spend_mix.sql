-- Grain: one row per segment, city or occupation, dimension (category, payment type) and
-- item.
-- What the group spends on the item, against what its mix of ages, genders and marital
-- statuses lets expect: the part of its affinity that is not theirs.
with customers as (
    select
        mix.customer_id,
        mix.dimension,
        mix.item,
        cast(mix.spend_inr as double) as spend,
        cast(mix.total_spend_inr as double) as total_spend,
        concat_ws(
            ' | ', customers.age_group, customers.gender, customers.marital_status
        ) as person
    from {{ ref('int_customer_spend_mix') }} as mix
    inner join {{ ref('stg_customers') }} as customers
        on mix.customer_id = customers.customer_id
),

person_shares as (
    select
        person,
        dimension,
        item,
        sum(spend) / nullif(sum(total_spend), 0) as expected_share
    from customers
    group by person, dimension, item
),

expected as (
    select
        memberships.attribute,
        memberships.member,
        customers.dimension,
        customers.item,
        customers.spend,
        coalesce(customers.total_spend * person_shares.expected_share, 0)
            as expected_spend
    from customers
    inner join person_shares
        on
            customers.person = person_shares.person
            and customers.dimension = person_shares.dimension
            and customers.item = person_shares.item
    inner join {{ ref('int_customer_groups') }} as memberships
        on customers.customer_id = memberships.customer_id
    where memberships.attribute in ('segment', 'city', 'occupation')
),

indices as (
    select
        attribute,
        member,
        dimension,
        item,
        100 * sum(spend) / nullif(sum(expected_spend), 0) as standardised_index,
        100 * {{ ratio_standard_error('spend', 'expected_spend') }}
            as standardised_standard_error
    from expected
    group by attribute, member, dimension, item
)

select * from indices
