{#-
    Stops the build when more of a delivered table is quarantined than the var
    max_quarantined_pct allows, or all of it: marts built on a broken delivery must not
    pass. A test of the model that knows the quarantined rows, so that everything downstream
    of it waits and is skipped. Says in one sentence what is wrong, by reasons and counts,
    never by rows.

    delivered         the delivered table, as a relation
    delivered_table   its name in a delivery
    quarantine_model  where the quarantined rows are to be seen
-#}
{% test quarantine_is_within_limit(model, delivered, delivered_table, quarantine_model) %}
{%- set quarantined_sql -%}
    select
        quarantined.row_count as quarantined_count,
        delivered.row_count as delivered_count
    from (
        select count(*) as row_count from {{ model }} where quarantine_reasons is not null
    ) as quarantined
    cross join (select count(*) as row_count from {{ delivered }}) as delivered
    where
        quarantined.row_count > delivered.row_count * {{ var('max_quarantined_pct') }} / 100.0
        or quarantined.row_count = delivered.row_count
{%- endset -%}
{%- if execute and flags.WHICH in ('build', 'test') -%}
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
            ~ listed | join(', ') ~ '; no mart was built. See ' ~ quarantine_model
            ~ ', correct the delivery, or raise the var max_quarantined_pct.'
        ) -%}
    {%- endfor -%}
{%- endif -%}
{{ quarantined_sql }}
{% endtest %}
