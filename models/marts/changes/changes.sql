-- Grain: one row per topic, mart, subject and measure: what differs from the last publication
-- of another delivery. Empty where there was none.
with compared as (
    select
        {{ json_field('row_text', 'build_id') }} as compared_build_id,
        cast({{ json_field('row_text', 'built_at') }} as timestamp) as compared_built_at
    from {{ ref('int_previous_rows') }}
    where mart = 'about'
),

changes as (
    select
        'headline' as topic,
        mart,
        member as subject,
        measure,
        figure_before,
        figure_now,
        difference,
        difference_ci_low,
        difference_ci_high,
        is_beyond_chance,
        cast(null as string) as text_before,
        cast(null as string) as text_now,
        is_suppressed,
        finding
    from {{ ref('int_figure_changes') }}
    union all
    select
        topic,
        mart,
        subject,
        outcome as measure,
        null as figure_before,
        null as figure_now,
        null as difference,
        null as difference_ci_low,
        null as difference_ci_high,
        null as is_beyond_chance,
        text_before,
        text_now,
        false as is_suppressed,
        finding
    from {{ ref('int_listed_changes') }}
    union all
    select
        'delivery' as topic,
        mart,
        subject,
        measure,
        figure_before,
        figure_now,
        figure_now - figure_before as difference,
        null as difference_ci_low,
        null as difference_ci_high,
        null as is_beyond_chance,
        null as text_before,
        null as text_now,
        false as is_suppressed,
        finding
    from {{ ref('int_delivery_changes') }}
    union all
    select
        'rows' as topic,
        mart,
        'rows' as subject,
        measure,
        null as figure_before,
        row_count as figure_now,
        null as difference,
        null as difference_ci_low,
        null as difference_ci_high,
        null as is_beyond_chance,
        null as text_before,
        null as text_now,
        false as is_suppressed,
        'Rows of ' || mart || ' that are ' || measure || ': ' || cast(row_count as string)
        || '.' as finding
    from {{ ref('int_row_changes') }}
)

select
    changes.topic,
    changes.mart,
    changes.subject,
    changes.measure,
    {{ rounded([
        'figure_before', 'figure_now', 'difference', 'difference_ci_low', 'difference_ci_high',
    ]) }},
    changes.is_beyond_chance,
    changes.text_before,
    changes.text_now,
    changes.is_suppressed,
    changes.finding,
    compared.compared_build_id,
    compared.compared_built_at
from changes
cross join compared
