{#-
    What models read of schema operations, as tables of Spark's catalogue: the rows that readers
    see come from the driver's warehouse, and customers never leave the catalogue.
-#}
{% macro make_operations_on_spark() -%}
    {%- for table in [
        'loaded_deliveries (table_name string, file_count int, ignored_column_count int)',
        'published_rows (recency int, mart string, row_text string)',
        'published_customers (target string, delivery_fingerprint string, customer_id string,'
        ~ ' attribute string, member string)',
    ] -%}
        {%- do run_query('create table if not exists operations.' ~ table ~ ' using parquet') -%}
    {%- endfor -%}
    {%- if flags.WHICH in ('build', 'run') -%}
        {%- set rows = ask(
            "select coalesce(cast(to_json(list(published)) as varchar), '[]')"
            ~ ' from operations.published_rows as published'
        )[0][0] -%}
        {%- do run_query(
            'insert overwrite table operations.published_rows select rows.* from (select explode('
            ~ 'from_json(' ~ spark_text(rows)
            ~ ", 'array<struct<recency:int,mart:string,row_text:string>>')) as rows)"
        ) -%}
    {%- endif -%}
{%- endmacro %}
