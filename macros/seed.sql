{#-
    Loads a CSV seed at DuckDB's speed: the file never passes through Python objects.

    `plugins/delivery.py` looks at the file first and refuses, in one sentence, what
    DuckDB would swallow; every column is then read as text and, for reference seeds,
    cast to its type. The table is built under another name and swapped in, so that a
    refused delivery leaves the last good one in place.

    config.column_types  every column of the seed and its type
    config.meta          delivery_name: the table's name in the folder of MITRON_RAW_DIR
                         optional_columns: columns that a delivery may leave out
                         column_aliases: other spellings of a column in a header
-#}
{% materialization seed, adapter='duckdb' %}
    {%- set target_relation = this.incorporate(type='table') -%}
    {%- set existing_relation = load_cached_relation(this) -%}
    {%- set new_relation = make_intermediate_relation(target_relation) -%}
    {%- set types = config.get('column_types') -%}

    {#- dbt's seed runner asks for an agate table: give it an empty one -#}
    {%- do store_result('agate_table', response='OK') -%}
    {{ run_hooks(pre_hooks, inside_transaction=False) }}
    {{ run_hooks(pre_hooks, inside_transaction=True) }}

    {%- set delivery = open_seed_delivery(types.keys() | list) -%}
    {%- do drop_relation_if_exists(load_cached_relation(new_relation)) -%}
    {% call statement('main') -%}
        create table {{ new_relation }} as
        {{ read_delivery(delivery, types) }}
        {%- if flags.EMPTY %} limit 0{% endif %}
    {%- endcall %}
    {%- set row_count = run_query('select count(*) from ' ~ new_relation).rows[0][0] | int -%}
    {%- if not flags.EMPTY -%}
        {%- do refuse_lost_rows(delivery, row_count) -%}
    {%- endif -%}

    {%- if existing_relation is not none -%}
        {%- do adapter.drop_relation(existing_relation) -%}
    {%- endif -%}
    {%- do adapter.rename_relation(new_relation, target_relation) -%}
    {%- do apply_grants(target_relation, config.get('grants'), should_revoke=false) -%}
    {%- do persist_docs(target_relation, model) -%}

    {{ run_hooks(post_hooks, inside_transaction=True) }}
    {{ adapter.commit() }}
    {{ run_hooks(post_hooks, inside_transaction=False) }}
    {%- do store_raw_result(
        'main', message='INSERT ' ~ row_count, code='INSERT',
        rows_affected=row_count | string, agate_table=none
    ) -%}
    {{ return({'relations': [target_relation]}) }}
{% endmaterialization %}
