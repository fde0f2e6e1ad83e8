-- Grain: one row per segment, city or occupation, dimension (category, payment type) and
-- item.
-- What the group spends on the item, against what its mix of ages, genders and marital
-- statuses lets expect: the part of its affinity that is not theirs.
with spends as (
    select
        mix.customer_id,
        mix.dimension,
        mix.item,
        cast(mix.spend_inr as double) as y,
        cast(mix.total_spend_inr as double) as x,
        concat_ws(
            ' | ', customers.age_group, customers.gender, customers.marital_status
        ) as person
    from {{ ref('int_customer_spend_mix') }} as mix
    inner join {{ ref('stg_customers') }} as customers
        on mix.customer_id = customers.customer_id
),

persons as (
    select
        person,
        dimension,
        item,
        sum(x) as x,
        sum(y) / nullif(sum(x), 0) as share,
        sum(y * y)
        - 2 * sum(y) / nullif(sum(x), 0) * sum(x * y)
        + power(sum(y) / nullif(sum(x), 0), 2) * sum(x * x) as residual_squares
    from spends
    group by person, dimension, item
),

-- the persons of a group: a, their part of all such persons' spend
cells as (
    select
        memberships.attribute,
        memberships.member,
        spends.dimension,
        spends.item,
        persons.share,
        persons.residual_squares,
        coalesce(sum(spends.x) / nullif(persons.x, 0), 0) as a,
        count(*) as customer_count,
        sum(spends.y) as y,
        coalesce(persons.share * sum(spends.x), 0) as expected_y,
        sum(spends.y * spends.y) as yy,
        sum(spends.x * spends.y) as xy,
        sum(spends.x * spends.x) as xx
    from spends
    inner join persons
        on
            spends.person = persons.person
            and spends.dimension = persons.dimension
            and spends.item = persons.item
    inner join {{ ref('int_customer_groups') }} as memberships
        on spends.customer_id = memberships.customer_id
    where memberships.attribute in ('segment', 'city', 'occupation')
    group by
        memberships.attribute,
        memberships.member,
        spends.person,
        spends.dimension,
        spends.item,
        persons.share,
        persons.residual_squares,
        persons.x
),

indices as (
    select
        attribute,
        member,
        dimension,
        item,
        sum(customer_count) as customer_count,
        sum(expected_y) as expected_y,
        sum(y) / nullif(sum(expected_y), 0) as spend_ratio
    from cells
    group by attribute, member, dimension, item
),

-- what each customer moves, linearised: the group's own through both sums, and everybody of
-- the same age, gender and marital status through what is expected of them
variations as (
    select
        cells.attribute,
        cells.member,
        cells.dimension,
        cells.item,
        sum(
            power(1 - indices.spend_ratio * cells.a, 2) * cells.yy
            - 2 * (1 - indices.spend_ratio * cells.a) * (1 - cells.a)
            * indices.spend_ratio * cells.share * cells.xy
            + power((1 - cells.a) * indices.spend_ratio * cells.share, 2) * cells.xx
        ) as own_squares,
        sum(
            power(indices.spend_ratio * cells.a, 2) * (
                cells.residual_squares
                - cells.yy + 2 * cells.share * cells.xy - power(cells.share, 2) * cells.xx
            )
        ) as other_squares
    from cells
    inner join indices
        on
            cells.attribute = indices.attribute
            and cells.member = indices.member
            and cells.dimension = indices.dimension
            and cells.item = indices.item
    group by cells.attribute, cells.member, cells.dimension, cells.item
)

select
    indices.attribute,
    indices.member,
    indices.dimension,
    indices.item,
    100 * indices.spend_ratio as standardised_index,
    100 * sqrt(
        greatest(0, variations.own_squares)
        * indices.customer_count / nullif(indices.customer_count - 1, 0)
        + greatest(0, variations.other_squares)
    ) / nullif(indices.expected_y, 0) as standardised_standard_error
from indices
inner join variations
    on
        indices.attribute = variations.attribute
        and indices.member = variations.member
        and indices.dimension = variations.dimension
        and indices.item = variations.item
