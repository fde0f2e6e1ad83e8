{#-
    Run it with `dbt run-operation publish_marts`: publishes the last build by hand, after
    `dbt build` could not (a full disk, a server that was away). Refuses a build that is not
    complete and tested.
-#}
{% macro publish_marts() -%}
    {%- if target.type == 'spark' -%}
        {%- do exceptions.raise_compiler_error(
            'Not published: on Spark readers query the tables that the build replaces; run dbt'
            ~ ' build --target spark.'
        ) -%}
    {%- endif -%}
    {%- set found = run_query(
        "select count(*) from duckdb_tables()"
        " where schema_name = 'operations' and table_name = 'build_state'"
    ).rows[0][0] -%}
    {%- set state = run_query(
        'select build_state, build_id, tests_passed from operations.build_state'
    ).rows[0] if found else ['missing', '', 0] -%}
    {%- set refusals = {
        'missing': 'there is no build yet',
        'unfinished': 'the last build did not finish',
        'failed': 'the last build failed',
        'partial': 'the last command built a part of the project',
        'empty': 'the last build was made with --empty',
    } -%}
    {%- if state[0] in refusals -%}
        {%- do exceptions.raise_compiler_error(
            'Not published: ' ~ refusals[state[0]] ~ '; run dbt build. At present '
            ~ what_readers_see() ~ '.'
        ) -%}
    {%- endif -%}
    {%- set answer = publish_build(state[1], state[2]) -%}
    {%- if not answer['is_published'] -%}
        {%- do exceptions.raise_compiler_error(answer['message']) -%}
    {%- endif -%}
    {%- do log(answer['message'], info=true) -%}
{%- endmacro %}
