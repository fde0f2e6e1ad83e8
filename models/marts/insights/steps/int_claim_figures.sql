-- Grain: one row per claim that the pilot can measure, with the figure that it rests on.
with figures as (
    select
        ranking as test,
        attribute,
        member,
        item,
        figure,
        unit,
        ci_low,
        ci_high,
        sentence,
        customer_count,
        evidence_mart,
        evidence_key,
        evidence_column,
        cast(null as boolean) as is_shown,
        cast(null as boolean) as is_partly_shown,
        cast(null as boolean) as is_ruled_out,
        best_rank,
        worst_rank,
        list_length
    from {{ ref('int_ranked_figures') }}
    {%- for model, own in {
        'int_index_figures': ['attribute', 'member', 'item'],
        'int_effect_figures': ['attribute', 'member'],
        'int_pattern_figures': ['attribute', 'member'],
        'int_driver_figures': ['attribute'],
        'int_answer_figures': [],
    }.items() %}
    union all
    select
        test,
        {%- for column in ['attribute', 'member', 'item'] %}
        {{ column if column in own else 'null as ' ~ column }},
        {%- endfor %}
        figure,
        unit,
        ci_low,
        ci_high,
        sentence,
        customer_count,
        evidence_mart,
        evidence_key,
        evidence_column,
        is_shown,
        is_partly_shown,
        is_ruled_out,
        null as best_rank,
        null as worst_rank,
        null as list_length
    from {{ ref(model) }}
    {%- endfor %}
)

select
    figures.*,
    claims.claim_id
from {{ ref('study_claims') }} as claims
inner join figures
    on
        claims.test = figures.test
        and coalesce(claims.attribute, '') = coalesce(figures.attribute, '')
        and coalesce(claims.member, '') = coalesce(figures.member, '')
        and coalesce(claims.item, '') = coalesce(figures.item, '')
