{#- Makes the tables in which the project remembers what its commands did, on DuckDB. -#}
{% macro make_operations() -%}
    {%- do run_query('create schema if not exists operations') -%}
    {%- do run_query(
        'create table if not exists operations.running_commands (invocation_id varchar)'
    ) -%}
    {%- do run_query(
        'create table if not exists operations.node_results'
        ~ ' (id varchar, fingerprint varchar, status varchar, place bigint)'
    ) -%}
    {%- do run_query(
        'create table if not exists operations.project_nodes'
        ~ ' (id varchar, name varchar, fingerprint varchar, parents varchar[])'
    ) -%}
    {%- do run_query(
        'create table if not exists operations.builds (build_id varchar, place bigint)'
    ) -%}
    {%- do run_query(
        'create table if not exists operations.published_customers'
        ~ ' (target varchar, delivery_fingerprint varchar, customer_id varchar, attribute varchar,'
        ~ ' member varchar)'
    ) -%}
{%- endmacro %}
