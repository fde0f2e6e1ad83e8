{#-
    Keeps who is in which group of the published delivery, for `changes` of the next one to
    tell how many joined and left. Forgets all deliveries but that, the one that readers saw
    before and the one that this was compared with: a rollback leads back to them.
-#}
{% macro remember_customers() -%}
    {%- do adapter.dispatch('remember_customers', 'mitron')() -%}
{%- endmacro %}

{% macro default__remember_customers() -%}
    {%- set target_name = duckdb_text(target.name) -%}
    {%- do run_query(
        'delete from operations.published_customers where target = ' ~ target_name
        ~ ' and (delivery_fingerprint not in'
        ~ " (select row_text ->> 'delivery_fingerprint' from operations.published_rows"
        ~ " where mart = 'about')"
        ~ ' or delivery_fingerprint in (select delivery_fingerprint from marts.about))'
    ) -%}
    {%- do run_query(
        'insert into operations.published_customers'
        ~ ' select ' ~ target_name ~ ', delivery_fingerprint, customer_id, attribute, member'
        ~ ' from intermediate.int_customer_groups cross join marts.about'
    ) -%}
{%- endmacro %}

{#- In the catalogue, whose tables delete no rows: what stays is set aside and written anew. -#}
{% macro spark__remember_customers() -%}
    {%- set kept = ask(
        "select string_agg('''' || (row_text ->> 'delivery_fingerprint') || '''', ', ')"
        ~ " from operations.published_rows where mart = 'about'"
    )[0][0] or "''" -%}
    {%- set current = ask('select delivery_fingerprint from marts.about')[0][0] -%}
    {%- set customers = 'operations.published_customers' -%}
    {%- do run_query('drop table if exists ' ~ customers ~ '_kept') -%}
    {%- do run_query(
        'create table ' ~ customers ~ '_kept using parquet as select * from ' ~ customers
        ~ " where target <> '" ~ target.name ~ "' or (delivery_fingerprint in (" ~ kept
        ~ ") and delivery_fingerprint <> '" ~ current ~ "')"
    ) -%}
    {%- do run_query(
        'insert overwrite table ' ~ customers ~ ' select * from ' ~ customers ~ '_kept union all'
        ~ " select '" ~ target.name ~ "', '" ~ current ~ "', customer_id, attribute, member"
        ~ ' from intermediate.int_customer_groups'
    ) -%}
    {%- do run_query('drop table ' ~ customers ~ '_kept') -%}
{%- endmacro %}
