-- Grain: one row per claim about the customers, with what the data say about it.
with judged as (
    select * from {{ ref('int_claim_verdicts') }}
),

written as (
    select
        *,
        {%- for column in ['figure', 'ci_low', 'ci_high'] %}
        case
            when unit like 'INR%' then {{ written_inr(column) }}
            when unit = 'recommendations' then {{ written(column, 0) }}
            else {{ written(column) }}
        end as {{ column }}_written,
        {%- endfor %}
        case
            when unit like 'INR%' then replace(unit, 'INR', '')
            else ' ' || unit
        end as unit_written
    from judged
),

sentences as (
    select
        claim_id,
        question,
        stated_by,
        claim,
        verdict,
        figure,
        unit,
        ci_low,
        ci_high,
        customer_count,
        evidence_mart,
        evidence_key,
        evidence_column,
        case
            when figure is null and test <> 'not_measurable'
                then
                    'Not measurable: this delivery has nobody to measure, or disclosure'
                    || ' control hides the figure.'
            when figure is null then 'Not measurable. ' || note
            else
                case verdict
                    when 'supported' then 'Supported: '
                    when 'partly' then 'Partly: '
                    when 'cannot be told' then 'Cannot be told: '
                    else 'Not supported: '
                end
                || coalesce(subject || ' ', '')
                || figure_written || unit_written
                || coalesce(' (' || ci_low_written || ' to ' || ci_high_written || ')', '')
                || case
                    when best_rank = worst_rank
                        then ', rank ' || cast(best_rank as string)
                    when best_rank is not null
                        then
                            ', rank ' || cast(best_rank as string)
                            || ' to ' || cast(worst_rank as string)
                    else ''
                end
                || coalesce(' of ' || cast(list_length as string), '')
                || coalesce('; ' || comparison, '')
                || coalesce('; ' || note, '')
                || '.'
        end as finding
    from written
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
from sentences
