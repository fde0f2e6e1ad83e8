{#-
    The rows of a table or view of the catalogue as files that the driver's DuckDB reads, in the
    folder of schema operations.
-#}
{% macro files_on_spark(table, folder) -%}
    {%- set name = 'handed_over_' ~ table['name'] -%}
    {%- do run_query('drop table if exists operations.' ~ name) -%}
    {%- do run_query(
        'create table operations.' ~ name ~ ' using parquet as select * from '
        ~ table['schema'] ~ '.' ~ table['name']
    ) -%}
    {%- set pattern = modules.re.sub('[\\[*?]', '[\\g<0>]', folder) ~ '/' ~ name ~ '/*.parquet' -%}
    {{ return('read_parquet(' ~ duckdb_text(pattern) ~ ', hive_partitioning = false)') }}
{%- endmacro %}
