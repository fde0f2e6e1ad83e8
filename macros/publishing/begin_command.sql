{#-
    Notes that a command has begun, before the first table changes, and what the project is
    then: results count for that. A command that began and did not end, because it was killed,
    voids what was known of every node; so do, on Spark, tables that another driver changed.
-#}
{% macro begin_command() -%}
    {%- do ask('select keep_from_others(true)') -%}
    {%- do make_operations() -%}
    {%- do describe_project() -%}
    {%- set is_void = 'exists (select 1 from operations.running_commands)'
        if is_our_catalogue() else 'true' -%}
    {%- do ask([
        'delete from operations.node_results where ' ~ is_void,
        'delete from operations.builds where ' ~ is_void,
        'delete from operations.running_commands',
    ] | join(';\n')) -%}
    {%- set problem = ask(
        'select load_published(' ~ duckdb_text(target.name) ~ ')'
    )[0][0] if flags.WHICH in ('build', 'run') -%}
    {%- if problem -%}
        {%- do log(problem, info=true) -%}
    {%- endif -%}
    {%- if target.type == 'spark' -%}
        {%- do make_operations_on_spark() -%}
        {%- do take_catalogue() -%}
    {%- endif -%}
    {%- do ask('insert into operations.running_commands values (' ~ duckdb_text(invocation_id) ~ ')') -%}
{%- endmacro %}
