{#-
    The rows that a statement of DuckDB answers in the warehouse, where the project remembers
    what its commands did. On Spark the warehouse is a file of the driver, asked by way of
    plugins/pyspark_mitron.py: it holds what is handed to readers, and no other rows.
    Raises what DuckDB says of a statement that fails.
-#}
{% macro ask(statement) -%}
    {{ return(adapter.dispatch('ask', 'mitron')(statement)) }}
{%- endmacro %}

{% macro default__ask(statement) -%}
    {{ return(run_query(statement).rows) }}
{%- endmacro %}

{% macro spark__ask(statement) -%}
    {%- set root = graph.nodes['seed.' ~ project_name ~ '.raw_customers'].root_path -%}
    {#- beside the one that the targets of DuckDB build into -#}
    {%- set warehouse = (env_var('MITRON_DUCKDB_PATH', '') or root ~ '/mitron.duckdb')
        .removesuffix('.duckdb') ~ '_spark.duckdb' -%}
    {%- do run_query(
        'create or replace temporary view answer using mitron options (statement '
        ~ spark_text(statement)
        ~ ', warehouse ' ~ spark_text(warehouse)
        ~ ', plugins ' ~ spark_text(root ~ '/plugins')
        ~ ', raw_dir ' ~ spark_text(env_var('MITRON_RAW_DIR', ''))
        ~ ', publish_dir ' ~ spark_text(env_var('MITRON_PUBLISH_DIR', '')) ~ ')'
    ) -%}
    {%- set answer = fromjson(run_query('describe answer').rows[0][2]) -%}
    {%- if 'error' in answer -%}
        {%- do exceptions.raise_compiler_error(answer['error']) -%}
    {%- endif -%}
    {{ return(answer['rows']) }}
{%- endmacro %}
