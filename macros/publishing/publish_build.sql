{#-
    Hands a complete build to its readers, through plugins/publisher.py; returns the answer:
    message, is_published.
-#}
{% macro publish_build() -%}
    {%- set tests = ask(
        "select count(*) filter (where status = 'pass'), cast(to_json(coalesce("
        ~ "list(split_part(id, '.', 3) order by id) filter (where status = 'warn'), [])) as varchar)"
        ~ ' from operations.node_results inner join operations.project_nodes using (id)'
        ~ " where id like '%test.%'"
    )[0] -%}
    {%- set build = {
        'target': target.name,
        'build_id': name_build(),
        'tests_passed': tests[0],
        'warnings': fromjson(tests[1]),
        'dbt_version': dbt_version,
        'tables': published_tables(),
        'compared_rows': 'intermediate.int_previous_rows',
    } -%}
    {%- set refusal = (hand_over(build['tables']) if target.type == 'spark')
        or check_origin("select data_origin = 'synthetic' from marts.about") -%}
    {%- if refusal -%}
        {{ return({'is_published': false, 'message': 'Not published: ' ~ refusal}) }}
    {%- endif -%}
    {%- set answer = fromjson(
        ask('select publish_build(' ~ duckdb_text(tojson(build)) ~ ')')[0][0]
    ) -%}
    {%- if answer['is_published'] -%}
        {%- do remember_customers() -%}
        {%- do answer.update({
            'message': ([answer['message']] + what_changed()) | join('\n')
        }) -%}
    {%- endif -%}
    {{ return(answer) }}
{%- endmacro %}
