-- The headline, computed a second way from the star: the mean monthly spend of a customer
-- over the mean monthly income. One month's income against all months' spend, a fan-out
-- join or the inverse ratio would all give another number. Left out where suppressed.
with customers as (
    select avg(avg_monthly_income_inr) as mean_income_inr
    from {{ ref('stg_customers') }}
),

spends as (
    select
        sum(spend_inr) as spend_inr,
        count(distinct month_start_date) as month_count
    from {{ ref('fct_spends') }}
),

expected as (
    select
        100 * cast(spends.spend_inr as double)
        / spends.month_count
        / (select count(*) from {{ ref('dim_customers') }})
        / customers.mean_income_inr as utilisation_pct
    from customers
    cross join spends
)

select
    portfolio.utilisation_pct,
    expected.utilisation_pct as expected_utilisation_pct
from {{ ref('int_published_profiles') }} as portfolio
cross join expected
where
    portfolio.attribute = 'portfolio'
    and not portfolio.is_suppressed
    and abs(portfolio.utilisation_pct - expected.utilisation_pct) > 0.000001
