-- Grain: one row per claim, with its verdict and the figure that it rests on.
select
    claims.claim_id,
    claims.question,
    claims.stated_by,
    claims.claim,
    claims.test,
    claims.note,
    claims.expected_low,
    claims.expected_high,
    figures.figure,
    figures.unit,
    figures.ci_low,
    figures.ci_high,
    figures.sentence,
    figures.customer_count,
    figures.best_rank,
    figures.worst_rank,
    figures.list_length,
    figures.evidence_mart,
    figures.evidence_key,
    figures.evidence_column,
    case
        when figures.figure is null then 'not measurable'
        -- a rank: supported where every rank that the intervals allow is claimed
        when
            figures.best_rank >= claims.expected_low
            and figures.worst_rank <= claims.expected_high
            then 'supported'
        when
            figures.worst_rank < claims.expected_low
            or figures.best_rank > claims.expected_high
            then 'not supported'
        when figures.best_rank is not null then 'cannot be told'
        -- a value or a range: supported where it holds the interval or, a single value,
        -- where it rounds to the figure
        when
            figures.ci_low >= claims.expected_low
            and figures.ci_high <= claims.expected_high
            or (
                claims.expected_low = claims.expected_high
                and round(figures.figure) = claims.expected_low
            )
            then 'supported'
        when
            figures.ci_high < claims.expected_low
            or figures.ci_low > claims.expected_high
            then 'not supported'
        when claims.expected_low is not null then 'cannot be told'
        when figures.is_shown then 'supported'
        when figures.is_partly_shown then 'partly'
        when figures.is_ruled_out then 'not supported'
        else 'cannot be told'
    end as verdict
from {{ ref('study_claims') }} as claims
left join {{ ref('int_claim_figures') }} as figures
    on claims.claim_id = figures.claim_id
