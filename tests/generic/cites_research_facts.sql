{#- Fails where a list of fact ids names one that the seed research_facts does not hold. -#}
{% test cites_research_facts(model, column_name='source_fact_ids') %}
select
    lists.{{ column_name }} as fact_ids,
    count(facts.fact_id) as known_count
from (select distinct {{ column_name }} from {{ model }}) as lists
left join {{ ref('research_facts') }} as facts
    on
        concat(';', lists.{{ column_name }}, ';')
        like concat('%;', facts.fact_id, ';%')
where lists.{{ column_name }} is not null
group by lists.{{ column_name }}
having
    count(facts.fact_id)
    <> length(lists.{{ column_name }})
    - length(replace(lists.{{ column_name }}, ';', ''))
    + 1
{% endtest %}
