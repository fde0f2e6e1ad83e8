{#-
    Writes operations.project_nodes: id, name, fingerprint and parents of every seed, model,
    data test and unit test, as the project is now, for this delivery, target and these vars.
    Empty where dbt was told not to write its manifest file.
-#}
{% macro describe_project() -%}
    {%- set nodes = ask(
        'select nodes_of_project(' ~ duckdb_text(tojson({
            'target': target.name,
            'target_path': (flags.TARGET_PATH or 'target') | string,
            'vars': invocation_args_dict.get('vars') or {},
            'invocation_id': invocation_id,
        })) ~ ')'
    )[0][0] -%}
    {%- do ask('create or replace table operations.project_nodes as from ' ~ rows_of_json(
        nodes,
        {'id': 'varchar', 'name': 'varchar', 'fingerprint': 'varchar', 'parents': 'varchar[]'}
    )) -%}
{%- endmacro %}
