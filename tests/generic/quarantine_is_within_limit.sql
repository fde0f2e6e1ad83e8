{#-
    Stops the build when more of a delivered table is quarantined than the var
    max_quarantined_pct allows, or all of it: marts built on a broken delivery must not
    pass. A test of the model that holds the quarantined rows, so that everything downstream
    of it waits and is skipped, and the rows can be read. Says in one sentence what is wrong,
    by reasons and counts, never by rows, and what would mend it.

    table_name        the delivered table, as stg_delivered_rows names it
    delivered_table   its name in a delivery
    quarantine_model  where the quarantined rows are to be seen
    attributes        attributes of the table, whose unknown spellings are listed
-#}
{% test quarantine_is_within_limit(
    model, table_name, delivered_table, quarantine_model, attributes
) %}
{%- set quarantined_sql -%}
    select
        quarantined.row_count as quarantined_count,
        delivered.row_count as delivered_count
    from (
        select count(*) as row_count from {{ model }} where quarantine_reasons is not null
    ) as quarantined
    cross join {{ ref('stg_delivered_rows') }} as delivered
    where
        delivered.table_name = '{{ table_name }}'
        and (
            quarantined.row_count > delivered.row_count * {{ var('max_quarantined_pct') }} / 100.0
            or quarantined.row_count = delivered.row_count
        )
{%- endset -%}
{%- if execute and flags.WHICH in ('build', 'test') and not flags.EMPTY -%}
    {%- for quarantined, delivered in run_query(quarantined_sql).rows -%}
        {%- set reasons = run_query(
            'select quarantine_reasons, count(*) from ' ~ model
            ~ ' where quarantine_reasons is not null group by quarantine_reasons'
            ~ ' order by count(*) desc, quarantine_reasons limit 3'
        ).rows -%}
        {%- set listed = [] -%}
        {%- for reason, count in reasons -%}
            {%- do listed.append(reason ~ ' (' ~ '{:,}'.format(count) ~ ' rows)') -%}
        {%- endfor -%}
        {%- do exceptions.raise_compiler_error(
            delivered_table ~ ': expected at most ' ~ var('max_quarantined_pct')
            ~ ' % of the rows in quarantine, found '
            ~ '{:,} of {:,}'.format(quarantined, delivered)
            ~ ' (' ~ '{:.2f}'.format(100 * quarantined / delivered) ~ ' %), most for '
            ~ listed | join(', ') ~ '; no mart was built. '
            ~ advice_on_quarantine(reasons, attributes)
            ~ 'See ' ~ quarantine_model
            ~ ', correct the delivery, or raise the var max_quarantined_pct.'
        ) -%}
    {%- endfor -%}
{%- endif -%}
-- depends_on: {{ ref('stg_spellings') }}
-- depends_on: {{ ref('stg_delivered_months') }}
-- depends_on: {{ ref('accepted_members') }}
{{ quarantined_sql }}
{% if flags.EMPTY %}and false{% endif %}
{% endtest %}
