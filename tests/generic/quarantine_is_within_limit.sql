{#-
    Stops the build when more of a delivered table is quarantined than the var
    max_quarantined_pct allows, or all of it: marts built on a broken delivery must not pass. A test of
    the checked model, so that everything downstream of it waits and is skipped. Says in
    one sentence what is wrong, by reasons and counts, never by rows.
-#}
{% test quarantine_is_within_limit(model, delivered_table, quarantine_model) %}
{%- set quarantined_sql -%}
    select
        count(*) filter (where quarantine_reasons is not null) as quarantined_count,
        count(*) as delivered_count
    from {{ model }}
    having
        count(*) filter (where quarantine_reasons is not null)
        > count(*) * {{ var('max_quarantined_pct') }} / 100.0
        or count(*) filter (where quarantine_reasons is null) = 0
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
