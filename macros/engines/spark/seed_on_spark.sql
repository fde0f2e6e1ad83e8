{#-
    Loads a seed on Spark; the DuckDB one is in macros/engines/seed.sql, with its configs. A
    seed that does not ask for it is loaded by dbt's own materialization.

    A delivery is read by the workers, as text, from any place that Spark reads; it is
    looked at first, and a refused one leaves the last good table in place. A reference
    seed is small and lies with the project, where no worker may see it: its rows travel in
    the statement.
-#}
{% materialization seed, adapter='spark' %}
    {%- if not (config.get('meta') or {}).get('is_checked') -%}
        {{ return(dbt.materialization_seed_default()) }}
    {%- endif -%}
    {%- set target_relation = this.incorporate(type='table') -%}
    {%- set existing_relation = load_cached_relation(this) -%}
    {%- set types = seed_types(config.get('column_types')) -%}
    {%- set is_delivery = (config.get('meta') or {}).get('delivery_name') -%}
    {{ run_hooks(pre_hooks) }}

    {%- if is_delivery -%}
        {#- dbt's seed runner asks for an agate table: give it an empty one -#}
        {%- do store_result('agate_table', response='OK') -%}
        {%- set rows = delivery_on_spark(types) -%}
    {%- else -%}
        {%- set agate_table = load_agate_table() -%}
        {%- do store_result('agate_table', response='OK', agate_table=agate_table) -%}
        {%- set rows = {
            'select': inline_rows(agate_table, types), 'count': agate_table.rows | length,
        } -%}
    {%- endif -%}

    {%- if existing_relation is not none -%}
        {%- do adapter.drop_relation(existing_relation) -%}
    {%- endif -%}
    {% call statement('main') -%}
        create table {{ target_relation }}
        {{ file_format_clause() }}
        {{ location_clause() }}
        {{ comment_clause() }}
        as {{ rows['select'] }}
        {%- if flags.EMPTY %} limit 0{% endif %}
    {%- endcall %}
    {%- do apply_grants(target_relation, config.get('grants'), should_revoke=false) -%}
    {%- do persist_docs(target_relation, model) -%}

    {{ run_hooks(post_hooks) }}
    {%- do store_raw_result(
        'main', message='INSERT ' ~ rows['count'], code='INSERT',
        rows_affected=rows['count'] | string, agate_table=none
    ) -%}
    {{ return({'relations': [target_relation]}) }}
{% endmaterialization %}
