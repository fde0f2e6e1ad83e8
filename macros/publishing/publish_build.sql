{#- Hands a good build to plugins/publisher.py and prints its answer, or fails with it. -#}
{% macro publish_build(build_id, tests_passed) -%}
    {%- set build = {
        'target': target.name,
        'build_id': build_id,
        'tests_passed': tests_passed,
        'dbt_version': dbt_version,
        'tables': published_tables(),
    } -%}
    {%- set answer = fromjson(run_query(
        'select publish_build('
        ~ dbt.string_literal(dbt.escape_single_quotes(tojson(build))) ~ ')'
    ).rows[0][0]) -%}
    {%- if not answer['is_published'] -%}
        {%- do exceptions.raise_compiler_error(answer['message']) -%}
    {%- endif -%}
    {%- do log(answer['message'], info=true) -%}
{%- endmacro %}
