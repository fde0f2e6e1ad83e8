{#- Makes the tables in which the project remembers what its commands did. -#}
{% macro make_operations() -%}
    {%- set statements = ['create schema if not exists operations'] -%}
    {%- for table in [
        'running_commands (invocation_id varchar)',
        'node_results (id varchar, fingerprint varchar, status varchar, place bigint)',
        'project_nodes (id varchar, name varchar, fingerprint varchar, parents varchar[])',
        'builds (build_id varchar, place bigint)',
        'published_customers (target varchar, delivery_fingerprint varchar, customer_id varchar,'
        ~ ' attribute varchar, member varchar)',
        'loaded_deliveries (table_name varchar, file_count int, ignored_column_count int)',
        'catalogue_commands (invocation_id varchar)',
    ] -%}
        {%- do statements.append('create table if not exists operations.' ~ table) -%}
    {%- endfor -%}
    {%- do ask(statements | join(';\n')) -%}
{%- endmacro %}
