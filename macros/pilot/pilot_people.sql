{#- The people of the synthetic pilot: one row a customer, dealt out by quota. -#}
{% macro pilot_people(customers) -%}
with {{ pilot_parameters() }},

people_bands as (
    select
        *,
        sum(weight) over (order by age_group, gender, marital_status) as band_end,
        sum(weight) over () as all_bands,
    from people
),

numbered as (
    select
        number,
        -- deals ids out in no order: attributes must not follow the id
        row_number() over (order by md5('deal' || number), number) as dealt,
    from generate_series(5001, 5000 + {{ customers }}) as series (number)
),

placed as (
    select
        numbered.number,
        people_bands.age_group,
        people_bands.gender,
        people_bands.marital_status,
    from numbered
    inner join people_bands
        -- the middle of a customer's place falls into one band: in whole numbers,
        -- since a rounded limit could fall into two
        on
            (2 * numbered.dealt - 1) * people_bands.all_bands
            <= 2 * {{ customers }} * people_bands.band_end
            and (2 * numbered.dealt - 1) * people_bands.all_bands
            > 2 * {{ customers }} * (people_bands.band_end - people_bands.weight)
),

positions as (
    select
        *,
        -- steps of an irrational number spread evenly over any stretch of the
        -- order: single and married people get the same occupations and cities
        row_number() over (
            partition by age_group, gender
            order by marital_status, md5('occupation' || number), number
        ) * 0.6180339887 % 1 as occupation_position,
        row_number() over (
            partition by age_group
            order by gender, marital_status, md5('city' || number), number
        ) * 0.4142135624 % 1 as city_position,
    from placed
)

select
    positions.number,
    'ATQCUS' || positions.number as customer_id,
    positions.age_group,
    city_factors.city,
    occupations.occupation,
    positions.gender,
    positions.marital_status,
    cast(round(
        occupations.income * age_factors.income_factor
        * (1 + 0.04 * greatest(-2, least(
            2, {{ pilot_normal("'income' || positions.number") }}
        )))
    ) as bigint) as avg_income,
from positions
inner join age_factors using (age_group)
inner join occupation_mix using (age_group, gender)
inner join city_mix using (age_group)
inner join occupations
    on
        occupations.member_number = 1 + len(list_filter(
            [1, 2, 3, 4],
            lambda n: occupation_position
            > list_sum(occupation_mix.weights[:n])
            / list_sum(occupation_mix.weights)
        ))
inner join city_factors
    on
        city_factors.member_number = 1 + len(list_filter(
            [1, 2, 3, 4],
            lambda n: city_position
            > list_sum(city_mix.weights[:n]) / list_sum(city_mix.weights)
        ))
{%- endmacro %}
