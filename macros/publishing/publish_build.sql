{#- Hands a good build to its readers; returns the answer: message, is_published. -#}
{% macro publish_build(build_id, tests_passed) -%}
    {{ return(adapter.dispatch('publish_build', 'mitron')(build_id, tests_passed)) }}
{%- endmacro %}

{#- Through plugins/publisher.py. -#}
{% macro default__publish_build(build_id, tests_passed) -%}
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

{#- On Spark readers query the catalogue's tables, which the build itself has replaced. -#}
{% macro spark__publish_build(build_id, tests_passed) -%}
    {{ return({
        'is_published': true,
        'message': 'Built and tested: ' ~ published_tables() | length
            ~ ' tables in the Spark catalogue (build ' ~ build_id ~ ').',
    }) }}
{%- endmacro %}
