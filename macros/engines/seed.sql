{#-
    Loads a CSV seed at DuckDB's speed: the file never passes through Python objects. A seed
    that does not ask for it is loaded by dbt's own materialization.

    `plugins/delivery.py` looks at the files first and refuses, in one sentence, what DuckDB
    would swallow; every column is then read as text and, for reference seeds, cast to its
    type. The table is replaced in one transaction of its own: a refused delivery leaves the
    last good one in place.

    config.column_types  every column of the seed and its type
    config.meta          is_checked: asks for it
                         delivery_name: the table's name in the folder of MITRON_RAW_DIR
                         optional_columns: columns that a delivery may leave out
                         decimals: decimals of the columns that Parquet may hold as numbers
-#}
{% materialization seed, adapter='duckdb' %}
    {%- if not (config.get('meta') or {}).get('is_checked') -%}
        {{ return(dbt.materialization_seed_default()) }}
    {%- endif -%}
    {%- set target_relation = this.incorporate(type='table') -%}

    {#- dbt's seed runner asks for an agate table: give it an empty one -#}
    {%- do store_result('agate_table', response='OK') -%}
    {{ run_hooks(pre_hooks, inside_transaction=False) }}
    {{ run_hooks(pre_hooks, inside_transaction=True) }}

    {%- set loaded = fromjson(run_query(
        'select load_seed(' ~ seed_as_json(model, target_relation) ~ ')'
    ).rows[0][0]) -%}
    {%- if 'refusal' in loaded -%}
        {%- do exceptions.raise_compiler_error(loaded['refusal']) -%}
    {%- endif -%}
    {#- the table was made in another transaction: end this one, to see it -#}
    {{ adapter.commit() }}
    {%- if (config.get('meta') or {}).get('delivery_name') -%}
        {%- do remember_load(loaded) -%}
    {%- endif -%}
    {%- do apply_grants(target_relation, config.get('grants'), should_revoke=false) -%}
    {%- do persist_docs(target_relation, model) -%}

    {{ run_hooks(post_hooks, inside_transaction=True) }}
    {{ adapter.commit() }}
    {{ run_hooks(post_hooks, inside_transaction=False) }}
    {%- do store_raw_result(
        'main', message='INSERT ' ~ loaded['row_count'], code='INSERT',
        rows_affected=loaded['row_count'] | string, agate_table=none
    ) -%}
    {{ return({'relations': [target_relation]}) }}
{% endmaterialization %}
