-- Grain: one row per delivered customer row.
with delivered as (
    select
        avg_income,
        upper(trim(customer_id)) as customer_id,
        lower(trim(age_group)) as age_group,
        lower(trim(city)) as city,
        lower(trim(occupation)) as occupation,
        lower(trim(gender)) as gender,
        lower(trim({{ adapter.quote('marital status') }})) as marital_status,
        {{ delivered_row([
            'customer_id', 'age_group', 'city', 'occupation', 'gender',
            adapter.quote('marital status'), 'avg_income',
        ]) }} as delivered_row
    from {{ ref('raw_customers') }}
),

members as (
    select
        attribute,
        member,
        lower(spelling) as spelling
    from {{ ref('accepted_members') }}
),

recognised as (
    select
        delivered.customer_id,
        age_groups.member as age_group,
        cities.member as city,
        occupations.member as occupation,
        genders.member as gender,
        marital_statuses.member as marital_status,
        {{ read_amount('delivered.avg_income') }} as avg_monthly_income_inr,
        try_cast(delivered.avg_income as double) <= 0 as is_income_not_positive,
        delivered.delivered_row
    from delivered
    left join members as age_groups
        on age_groups.attribute = 'age_group' and delivered.age_group = age_groups.spelling
    left join members as cities
        on cities.attribute = 'city' and delivered.city = cities.spelling
    left join members as occupations
        on
            occupations.attribute = 'occupation'
            and delivered.occupation = occupations.spelling
    left join members as genders
        on genders.attribute = 'gender' and delivered.gender = genders.spelling
    left join members as marital_statuses
        on
            marital_statuses.attribute = 'marital_status'
            and delivered.marital_status = marital_statuses.spelling
)

select * from recognised
