-- Grain: one row per key segment: the utilisation that its single attributes let expect.
-- A customer's residual is spend less the combination's expected ratio times income.
with combinations as (
    select
        segments.key_segment,
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
)

select
    key_segment,
    100 * sum(expected_monthly_spend_inr) / sum(monthly_income_inr) as expected_pct,
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
group by key_segment
