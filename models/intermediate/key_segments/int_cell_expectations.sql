-- Grain: one row per combination of the five attributes and jackknife replicate.
-- The monthly spend that the main-effects model expects of the cell's customers, on the
-- scale on which everybody's expected spend is everybody's spend.
with cell_members as (
    {%- for attribute in demographics() %}
    select
        cell,
        '{{ attribute }}' as attribute,
        {{ attribute }} as member
    from {{ ref('int_demographic_cells') }}
    union all
    {%- endfor %}
    select
        cell,
        'intercept' as attribute,
        'all' as member
    from {{ ref('int_demographic_cells') }}
),

coefficients as (
    select
        solutions.replicate,
        terms.attribute,
        terms.member,
        solutions.moment as coefficient
    from {{ ref('int_model_solutions') }} as solutions
    inner join {{ ref('int_model_terms') }} as terms on solutions.column_term = terms.term
    inner join {{ ref('int_model_terms') }} as outcomes
        on solutions.row_term = outcomes.term
    where
        solutions.left_out = 'all'
        and outcomes.attribute = 'log_utilisation'
        and terms.term_role = 'effect'
),

replicates as (
    select distinct replicate from coefficients
),

-- a reference member has no coefficient: its effect is zero
predictions as (
    select
        cell_members.cell,
        replicates.replicate,
        sum(coalesce(coefficients.coefficient, 0)) as log_utilisation
    from cell_members
    cross join replicates
    left join coefficients
        on
            cell_members.attribute = coefficients.attribute
            and cell_members.member = coefficients.member
            and replicates.replicate = coefficients.replicate
    group by cell_members.cell, replicates.replicate
),

expectations as (
    select
        predictions.cell,
        predictions.replicate,
        cells.monthly_spend_inr,
        cells.monthly_income_inr * exp(predictions.log_utilisation) as unscaled_spend
    from predictions
    inner join {{ ref('int_demographic_cells') }} as cells
        on predictions.cell = cells.cell
)

select
    cell,
    replicate,
    unscaled_spend
    * sum(monthly_spend_inr) over (partition by replicate)
    / nullif(sum(unscaled_spend) over (partition by replicate), 0)
        as expected_monthly_spend_inr
from expectations
