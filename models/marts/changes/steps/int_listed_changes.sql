-- Grain: one row per verdict that turned, and per key segment, card feature and month that
-- came or went.
with listed as (
    select
        mart,
        row_key as subject,
        case mart
            when 'insights' then 'verdict'
            when 'key_segments' then 'key segment'
            when 'card_feature_recommendations' then 'card feature'
            when 'months' then 'month'
        end as topic,
        case outcome
            when 'added' then 'came'
            when 'removed' then 'went'
            else 'turned'
        end as outcome,
        coalesce(row_now, row_before) as row_text,
        {{ json_field('row_before', 'verdict') }} as text_before,
        {{ json_field('row_now', 'verdict') }} as text_now
    from {{ ref('int_changed_rows') }}
    where outcome <> 'same' and exists (select 1 from {{ ref('int_previous_rows') }})
),

named as (
    select
        *,
        case topic
            when 'verdict' then 'Verdict on claim ' || subject
            when 'key segment' then 'Key segment ' || subject
            when 'month' then 'Month ' || subject
            else
                'Card feature ' || {{ json_field('row_text', 'feature_name') }}
                || ' for ' || {{ json_field('row_text', 'target_member') }}
        end as heading
    from listed
    where
        topic is not null
        and (outcome in ('came', 'went') or text_before <> text_now)
)

select
    topic,
    mart,
    subject,
    outcome,
    text_before,
    text_now,
    heading
    || case outcome
        when 'came' then ' is new' || coalesce(': ' || text_now, '')
        when 'went' then ' is gone'
        else ': ' || text_before || ' before, ' || text_now || ' now'
    end
    || '.' as finding
from named
