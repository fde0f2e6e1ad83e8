-- Grain: one row per claim about the customers, with what the data say about it.
with findings as (
    select
        *,
        case
            when figure is null and test <> 'not_measurable'
                then
                    'Not measurable: this delivery has nobody to measure, or disclosure'
                    || ' control hides the figure.'
            when figure is null then concat('Not measurable: ', note)
            else
                concat(
                    upper(left(verdict, 1)), substr(verdict, 2), ': ', sentence,
                    coalesce('; ' || note, ''), '.'
                )
        end as finding
    from {{ ref('int_claim_verdicts') }}
)

select
    claim_id,
    question,
    stated_by,
    claim,
    verdict,
    finding,
    unit,
    {{ rounded(['figure', 'ci_low', 'ci_high']) }},
    customer_count,
    evidence_mart,
    evidence_key,
    evidence_column
from findings
