-- Grain: one row per ranking that a claim speaks of, and its category or group.
-- The interval of a rank: one more than those surely above, to one more than those that
-- could be above, by their intervals.
with figures as (
    select * from {{ ref('int_ranked_lists') }}
),

ranks as (
    select
        figures.ranking,
        figures.evidence_mart,
        figures.evidence_key,
        1 + count(case when rivals.ci_low > figures.ci_high then 1 end) as best_rank,
        count(case when rivals.ci_high >= figures.ci_low then 1 end) as worst_rank,
        count(rivals.figure) as list_length
    from figures
    inner join figures as rivals
        on
            figures.ranking = rivals.ranking
            and figures.evidence_mart = rivals.evidence_mart
    group by figures.ranking, figures.evidence_mart, figures.evidence_key
)

select
    figures.ranking,
    figures.attribute,
    figures.member,
    figures.item,
    figures.figure,
    figures.unit,
    figures.ci_low,
    figures.ci_high,
    figures.customer_count,
    figures.evidence_mart,
    figures.evidence_key,
    figures.evidence_column,
    ranks.best_rank,
    ranks.worst_rank,
    ranks.list_length,
    concat(
        figures.sentence,
        {{ written_rank(
            'ranks.best_rank', 'ranks.worst_rank', 'ranks.list_length', 'figures.things'
        ) }}
    ) as sentence
from figures
inner join ranks
    on
        figures.ranking = ranks.ranking
        and figures.evidence_mart = ranks.evidence_mart
        and figures.evidence_key = ranks.evidence_key
