{#- Hands a good build to plugins/publisher.py; returns its answer: message, is_published. -#}
{% macro publish_build(build_id, tests_passed) -%}
    {%- set build = {
        'target': target.name,
        'build_id': build_id,
        'tests_passed': tests_passed,
        'dbt_version': dbt_version,
        'tables': published_tables(),
    } -%}
    {{ return(fromjson(run_query(
        'select publish_build('
        ~ dbt.string_literal(dbt.escape_single_quotes(tojson(build))) ~ ')'
    ).rows[0][0])) }}
{%- endmacro %}
