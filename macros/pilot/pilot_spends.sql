{#-
    The spends of the synthetic pilot: one row per customer, month, category and payment type,
    from the temporary table `pilot_people`.
-#}
{% macro pilot_spends() -%}
with {{ pilot_parameters() }},

budgets as (
    select
        people.number,
        people.customer_id,
        people.age_group,
        people.gender,
        people.occupation,
        -- 0.452: what an average customer spends of the income
        people.avg_income * 0.452
        * city_factors.spend_factor
        * occupations.spend_factor
        * age_factors.spend_factor
        * gender_factors.spend_factor
        * exp(0.053 * {{ pilot_normal("'budget' || people.number") }}) as budget,
        occupations.payment_factors as occupation_factors,
        age_factors.payment_mix,
        spend_mix.weights as spend_weights,
    from pilot_people as people
    inner join city_factors using (city)
    inner join occupations using (occupation)
    inner join age_factors using (age_group)
    inner join gender_factors using (gender)
    inner join spend_mix using (age_group, gender)
),

category_budgets as (
    select
        budgets.*,
        category_factors.category,
        budgets.budget * budgets.spend_weights[category_factors.member_number]
        / list_sum(budgets.spend_weights) as category_budget,
        [
            budgets.payment_mix[n] * budgets.occupation_factors[n]
            * category_factors.payment_factors[n]
            for n in [1, 2, 3, 4]
        ] as payment_weights,
    from budgets
    cross join category_factors
),

spends as (
    select
        category_budgets.number,
        category_budgets.customer_id,
        month_factors.month_number,
        month_factors.month,
        category_budgets.category,
        payment_types.payment_type,
        category_budgets.category_budget * month_factors.spend_factor
        * category_budgets.payment_weights[payment_types.member_number]
        / list_sum(category_budgets.payment_weights)
        -- a log-normal factor of mean 1
        * exp(0.22 * {{ pilot_normal(
            "concat_ws('/', number, month_number, category, payment_type)"
        ) }} - 0.22 * 0.22 / 2) as spend,
    from category_budgets
    cross join payment_types
    cross join month_factors
)

select
    customer_id,
    month,
    category,
    payment_type,
    cast(round(spend) as bigint) as spend,
from spends
order by number, month_number, category, payment_type
{%- endmacro %}
