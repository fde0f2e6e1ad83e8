{#-
    The id of the build that the warehouse holds: that of the command that completed it. It stays
    as long as no seed and no model is built anew.
-#}
{% macro name_build() -%}
    {%- do ask(
        'insert into operations.builds select ' ~ duckdb_text(invocation_id) ~ ', max(place)'
        ~ " from operations.node_results where id not like '%test.%'"
        ~ ' having max(place) not in (select place from operations.builds)'
    ) -%}
    {{ return(ask('select build_id from operations.builds order by place desc limit 1')[0][0]) }}
{%- endmacro %}
