{#-
    Makes the synthetic pilot: raw_customers.csv and raw_spends.csv.

    Every number follows from pilot_parameters() and the md5 of a customer's number, so
    that the same call writes the same bytes. People are dealt out by quota, not drawn, so
    that 4,000 customers already meet the intended shares.

    customers  how many; ids start at ATQCUS5001, which the bank's files do not use
    folder     an existing folder; outside seeds/raw the files are named dim_customers.csv
               and fact_spends.csv, so that MITRON_RAW_DIR can point to it
-#}
{% macro generate_pilot_data(customers=4000, folder='seeds/raw') %}
    {% set delivery_names = {'customers': 'dim_customers', 'spends': 'fact_spends'} %}
    {% set seed_names = {'customers': 'raw_customers', 'spends': 'raw_spends'} %}
    {% set names = seed_names if folder == 'seeds/raw' else delivery_names %}
    {% set path = folder | replace("'", "''") %}

    {% set people_sql %}
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
    {% endset %}

    {% set spends_sql %}
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
    {% endset %}

    {% do run_query('create or replace temporary table pilot_people as ' ~ people_sql) %}
    {% do run_query(
        'copy (select customer_id, age_group, city, occupation, gender, marital_status'
        ~ ' as "marital status", avg_income from pilot_people'
        ~ " order by md5('shuffle' || number), number) to '"
        ~ path ~ '/' ~ names['customers'] ~ ".csv' (header)"
    ) %}
    {% do run_query(
        'copy (' ~ spends_sql ~ ") to '" ~ path ~ '/' ~ names['spends'] ~ ".csv' (header)"
    ) %}
    {% do run_query(
        "copy (select 'Synthetic data, made by dbt run-operation generate_pilot_data. This"
        ~ " file marks it as such: marts.about says synthetic where it lies beside the data.')"
        ~ " to '" ~ path ~ "/SYNTHETIC.txt' (format csv, header false, quote '')"
    ) %}
    {% do run_query('drop table pilot_people') %}
    {% do log(
        'Wrote ' ~ customers ~ ' synthetic customers and their spends to ' ~ folder
        ~ '/' ~ names['customers'] ~ '.csv and ' ~ names['spends'] ~ '.csv.', info=true
    ) %}
{% endmacro %}
