{#-
    Stops the build where a delivery lacks too much of what it should have. Says in one
    sentence what is missing, in numbers, and which var allows it.
-#}
{% test delivery_is_complete(model, vars) %}
{%- if execute and flags.WHICH in ('build', 'test') and not flags.EMPTY -%}
    {%- set missing = [] -%}
    {%- set names = [] -%}
    {%- for measure, found, expected, min_pct, what in run_query(
        'select measure, found_count, expected_count, min_pct, what from ' ~ model
        ~ ' where not is_enough order by measure'
    ).rows -%}
        {%- do missing.append(
            '{:,}'.format(found | int) ~ ' of ' ~ '{:,}'.format(expected | int) ~ ' ' ~ what
            ~ ' (' ~ '{:.2f}'.format(100 * found / expected if expected else 0)
            ~ ' %, at least ' ~ '{:g}'.format(min_pct | float) ~ ' % wanted)'
        ) -%}
        {%- do names.append(vars[measure]) -%}
    {%- endfor -%}
    {%- if missing -%}
        {%- do exceptions.raise_compiler_error(
            'fact_spends: expected a complete delivery, found ' ~ missing | join('; ')
            ~ '; no mart was built. Ask for the missing part, or, where it is meant, set the var '
            ~ names | unique | join(' and ') ~ '.'
        ) -%}
    {%- endif -%}
{%- endif -%}
select * from {{ model }} where not is_enough {{ 'and false' if flags.EMPTY }}
{% endtest %}
