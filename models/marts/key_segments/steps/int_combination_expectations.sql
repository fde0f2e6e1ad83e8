-- Grain: one row per combination of the five attributes.
-- The monthly spend that the main-effects model expects of the combination's customers, on the
-- scale on which everybody's expected spend is everybody's spend.
with combination_members as (
    {%- for attribute in demographics() %}
    select
        combination,
        '{{ attribute }}' as attribute,
        {{ attribute }} as member
    from {{ ref('int_attribute_combinations') }}
    union all
    {%- endfor %}
    select
        combination,
        'intercept' as attribute,
        'all' as member
    from {{ ref('int_attribute_combinations') }}
),

coefficients as (
    select
        terms.attribute,
        terms.member,
        solutions.coefficient
    from {{ ref('int_model_solutions') }} as solutions
    inner join {{ ref('int_model_terms') }} as terms on solutions.column_term = terms.term
    inner join {{ ref('int_model_terms') }} as outcomes
        on solutions.row_term = outcomes.term
    where
        solutions.left_out = 'all'
        and solutions.replicate = 'all customers'
        and outcomes.attribute = 'log_utilisation'
        and terms.term_role in ('intercept', 'effect')
),

-- a reference member has no coefficient: its effect is zero
predictions as (
    select
        combination_members.combination,
        sum(coalesce(coefficients.coefficient, 0)) as log_utilisation
    from combination_members
    left join coefficients
        on
            combination_members.attribute = coefficients.attribute
            and combination_members.member = coefficients.member
    group by combination_members.combination
),

expectations as (
    select
        predictions.combination,
        combinations.monthly_spend_inr,
        combinations.monthly_income_inr * exp(predictions.log_utilisation) as unscaled_spend
    from predictions
    inner join {{ ref('int_attribute_combinations') }} as combinations
        on predictions.combination = combinations.combination
)

select
    combination,
    unscaled_spend
    * sum(monthly_spend_inr) over ()
    / nullif(sum(unscaled_spend) over (), 0)
        as expected_monthly_spend_inr
from expectations
