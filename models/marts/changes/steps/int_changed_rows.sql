-- Grain: one row per published row, before, now or both, and what became of it.
select
    previous.row_text as row_before,
    latest.row_text as row_now,
    coalesce(latest.mart, previous.mart) as mart,
    coalesce(latest.row_key, previous.row_key) as row_key,
    case
        when previous.row_key is null then 'added'
        when latest.row_key is null then 'removed'
        when previous.row_text = latest.row_text then 'same'
        else 'changed'
    end as outcome
from {{ ref('int_current_rows') }} as latest
full outer join {{ ref('int_previous_rows') }} as previous
    on latest.mart = previous.mart and latest.row_key = previous.row_key
where coalesce(latest.mart, previous.mart) <> 'about'
