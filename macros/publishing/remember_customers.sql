{#-
    Keeps who is in which group of the published delivery, for `changes` of the next one to
    tell how many joined and left. Forgets all deliveries but that, the one that readers saw
    before and the one that this was compared with: a rollback leads back to them. DuckDB only.
-#}
{% macro remember_customers() -%}
    {%- set target_name = dbt.string_literal(target.name) -%}
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
