{#-
    Run it with `dbt run-operation publish_marts`: publishes by hand what the warehouse holds,
    after `dbt build` could not (a full disk, a server that was away). Refuses what is not
    complete and tested.
-#}
{% macro publish_marts() -%}
    {%- do make_operations() -%}
    {%- do describe_project() -%}
    {%- set is_running = ask('select count(*) from operations.running_commands')[0][0] -%}
    {%- set missing = 'the last command did not finish' if is_running else what_is_missing() -%}
    {%- if missing -%}
        {%- do exceptions.raise_compiler_error(
            'Not published: ' ~ missing ~ '; run dbt build. At present ' ~ what_readers_see() ~ '.'
        ) -%}
    {%- endif -%}
    {%- set answer = publish_build() -%}
    {%- if not answer['is_published'] -%}
        {%- do exceptions.raise_compiler_error(answer['message']) -%}
    {%- endif -%}
    {%- do log(answer['message'], info=true) -%}
{%- endmacro %}
