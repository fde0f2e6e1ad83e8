{#- Hands a complete build to its readers; returns the answer: message, is_published. -#}
{% macro publish_build() -%}
    {{ return(adapter.dispatch('publish_build', 'mitron')()) }}
{%- endmacro %}

{#- Through plugins/publisher.py. -#}
{% macro default__publish_build() -%}
    {%- set refusal = check_origin() -%}
    {%- if refusal -%}
        {{ return({'is_published': false, 'message': 'Not published: ' ~ refusal}) }}
    {%- endif -%}
    {%- set tests = run_query(
        "select count(*) filter (where status = 'pass'), to_json(coalesce("
        ~ "list(split_part(id, '.', 3) order by id) filter (where status = 'warn'), []))"
        ~ ' from operations.node_results inner join operations.project_nodes using (id)'
        ~ " where id like '%test.%'"
    ).rows[0] -%}
    {%- set build = {
        'target': target.name,
        'build_id': name_build(),
        'tests_passed': tests[0],
        'warnings': fromjson(tests[1]),
        'dbt_version': dbt_version,
        'tables': published_tables(),
        'compared_rows': 'intermediate.int_previous_rows',
    } -%}
    {%- set answer = fromjson(run_query(
        'select publish_build('
        ~ dbt.string_literal(dbt.escape_single_quotes(tojson(build))) ~ ')'
    ).rows[0][0]) -%}
    {%- if answer['is_published'] -%}
        {%- do remember_customers() -%}
        {%- do answer.update({
            'message': ([answer['message']] + what_changed()) | join('\n')
        }) -%}
    {%- endif -%}
    {{ return(answer) }}
{%- endmacro %}

{#- On Spark readers query the catalogue's tables, which the build itself has replaced. -#}
{% macro spark__publish_build() -%}
    {{ return({
        'is_published': true,
        'message': 'Built and tested: ' ~ published_tables() | length
            ~ ' tables in the Spark catalogue (build ' ~ invocation_id ~ ').',
    }) }}
{%- endmacro %}
