{#-
    on-run-start: refuses settings that cannot be right, before anything is built, and notes
    that a command has begun, so that one that is killed leaves nothing that can be published.
-#}
{% macro start_build() -%}
    {%- if execute and flags.WHICH in ('build', 'run', 'seed', 'snapshot', 'test') -%}
        {%- set refusals = check_vars() -%}
        {%- if not refusals and flags.WHICH == 'build' -%}
            {%- do refusals.append(check_origin()) -%}
        {%- endif -%}
        {%- set refusals = refusals | select | list -%}
        {%- if refusals -%}
            {#- a failing statement ends the command with 1, as a failing node does -#}
            select {{ 'raise_error' if target.type == 'spark' else 'error' }}(
                {{ dbt.string_literal(dbt.escape_single_quotes('Not started: ' ~ refusals | join(' '))) }}
            )
        {%- else -%}
            {%- do begin_command() -%}
            {%- do run_query(
                'create table if not exists operations.loaded_deliveries'
                ~ ' (table_name string, file_count int, ignored_column_count int)'
                ~ (' using parquet' if target.type == 'spark' else '')
            ) -%}
        {%- endif -%}
    {%- endif -%}
{%- endmacro %}
