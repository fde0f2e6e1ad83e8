-- Grain: one row per research fact that a card feature, a fee or an assumption rests on.
with uses as (
    select source_fact_ids from {{ ref('card_features') }}
    union all
    select fee_source_fact_ids as source_fact_ids from {{ ref('card_designs') }}
    union all
    select source_fact_ids from {{ ref('launch_assumptions') }}
),

sources as (
    select
        facts.fact_id,
        facts.topic,
        facts.claim,
        facts.value,
        facts.unit,
        facts.period,
        facts.publisher,
        facts.source_url,
        facts.confidence
    from {{ ref('research_facts') }} as facts
    where exists (
        select 1
        from uses
        where concat(';', uses.source_fact_ids, ';') like concat('%;', facts.fact_id, ';%')
    )
)

select * from sources
