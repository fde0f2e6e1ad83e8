-- Grain: one row per key segment: the utilisation that the main effects alone let expect.
with combinations as (
    select
        segments.key_segment,
        expectations.replicate,
        expectations.expected_monthly_spend_inr,
        combinations.customer_count,
        combinations.monthly_income_inr,
        combinations.monthly_spend_inr,
        combinations.spend_squares,
        combinations.spend_income_products,
        combinations.income_squares,
        expectations.expected_monthly_spend_inr / combinations.monthly_income_inr
            as expected_ratio
    from {{ ref('int_key_segment_combinations') }} as segments
    inner join {{ ref('int_attribute_combinations') }} as combinations
        on segments.combination = combinations.combination
    inner join {{ ref('int_combination_expectations') }} as expectations
        on segments.combination = expectations.combination
),

replicates as (
    select
        key_segment,
        replicate,
        100 * sum(expected_monthly_spend_inr) / sum(monthly_income_inr) as expected_pct
    from combinations
    group by key_segment, replicate
),

-- delete-a-group jackknife of the effects
spread as (
    select
        key_segment,
        max(case when replicate = 'all customers' then expected_pct end) as expected_pct,
        (count(case when replicate <> 'all customers' then 1 end) - 1)
        * var_pop(case when replicate <> 'all customers' then expected_pct end)
            as effects_variance
    from replicates
    group by key_segment
),

-- a customer's residual is spend less the combination's expected ratio times income
residuals as (
    select
        key_segment,
        100 * {{ ratio_standard_error_of_sums(
            'sum(customer_count)',
            'sum(monthly_spend_inr - expected_monthly_spend_inr)',
            'sum(monthly_income_inr)',
            'sum(spend_squares - 2 * expected_ratio * spend_income_products'
            ~ ' + expected_ratio * expected_ratio * income_squares)',
            'sum(spend_income_products - expected_ratio * income_squares)',
            'sum(income_squares)',
        ) }} as residual_standard_error_pct
    from combinations
    where replicate = 'all customers'
    group by key_segment
)

-- the level of the portfolio is a sample too
select
    spread.key_segment,
    spread.expected_pct,
    residuals.residual_standard_error_pct,
    spread.effects_variance
    + power(
        spread.expected_pct
        * portfolio.utilisation_standard_error_pct
        / nullif(portfolio.utilisation_pct, 0),
        2
    ) as expected_variance
from spread
inner join residuals on spread.key_segment = residuals.key_segment
cross join {{ ref('int_group_utilisation') }} as portfolio
where portfolio.attribute = 'portfolio'
