{#-
    Notes that a command has begun, before the first table changes, and what the project is
    then: results count for that. A command that began and did not end, because it was killed,
    voids what was known of every node.
-#}
{% macro begin_command() -%}
    {{ adapter.dispatch('begin_command', 'mitron')() }}
{%- endmacro %}

{% macro default__begin_command() -%}
    {%- do run_query('select keep_from_others(true)') -%}
    {%- do make_operations() -%}
    {%- do describe_project() -%}
    {%- for table in ['node_results', 'builds'] -%}
        {%- do run_query(
            'delete from operations.' ~ table
            ~ ' where exists (select 1 from operations.running_commands)'
        ) -%}
    {%- endfor -%}
    {%- do run_query('delete from operations.running_commands') -%}
    {%- set problem = run_query(
        "select load_published('" ~ target.name ~ "')"
    ).rows[0][0] if flags.WHICH in ('build', 'run') -%}
    {%- if problem -%}
        {%- do log(problem, info=true) -%}
    {%- endif -%}
    {%- do run_query(
        'insert into operations.running_commands values (' ~ dbt.string_literal(invocation_id) ~ ')'
    ) -%}
{%- endmacro %}

{% macro spark__begin_command() -%}
    {%- do record_build('not complete', 0) -%}
    {#- nothing is published beside the tables: `changes` stays empty -#}
    {%- for table in [
        'published_rows (recency int, mart string, row_text string)',
        'published_customers (target string, delivery_fingerprint string, customer_id string,'
        ~ ' attribute string, member string)',
    ] -%}
        {%- do run_query('create table if not exists operations.' ~ table ~ ' using parquet') -%}
    {%- endfor -%}
{%- endmacro %}
