-- Grain: one row per measure of the delivery and table: before and now, and how many
-- customers are new or gone.
with quality as (
    select
        {%- for field in ['measure', 'table_name', 'reason'] %}
        coalesce(
            {{ json_field('row_now', field) }}, {{ json_field('row_before', field) }}
        ) as {{ field }},
        {%- endfor %}
        cast({{ json_field('row_before', 'row_count') }} as double) as figure_before,
        cast({{ json_field('row_now', 'row_count') }} as double) as figure_now
    from {{ ref('int_changed_rows') }}
    where mart = 'data_quality'
),

customers as (
    select
        gained_count as customers_new,
        lost_count as customers_gone
    from {{ ref('int_group_turnover') }}
    where attribute = 'portfolio'
),

measures as (
    select
        'data_quality' as mart,
        table_name || case when reason = 'all' then '' else ': ' || reason end as subject,
        measure,
        figure_before,
        figure_now
    from quality
    where
        measure in ('accepted_rows', 'quarantined_rows')
        and (reason = 'all' or figure_before is distinct from figure_now)
    {%- for what in ['new', 'gone'] %}
    union all
    select
        'portfolio' as mart,
        'customers' as subject,
        '{{ what }}' as measure,
        null as figure_before,
        max(customers_{{ what }}) as figure_now
    from customers
    {%- endfor %}
)

select
    mart,
    subject,
    measure,
    figure_before,
    figure_now,
    case measure
        when 'accepted_rows' then 'Accepted rows, ' || subject
        when 'quarantined_rows' then 'Rows set aside, ' || subject
        else 'Customers that are ' || measure
    end
    || ': '
    || case
        when figure_now is null and mart = 'portfolio'
            then 'not known, since this warehouse does not remember who was in'
        when mart = 'portfolio' then {{ written_count('figure_now') }}
        else
            coalesce({{ written_count('figure_before') }}, 'none') || ' before, '
            || coalesce({{ written_count('figure_now') }}, 'none') || ' now'
    end
    || '.' as finding
from measures
where exists (select 1 from {{ ref('int_previous_rows') }})
