{#-
    A table of this project on DuckDB is replaced where it stands, with its comments, in one
    statement and one transaction: readers see the old table or the new one, and a statement
    that fails leaves the old one. dbt-duckdb's own materialization makes the table beside it,
    renames twice and drops, which is most of a build's time here. Tables of packages, and
    those that ask for what only dbt-duckdb does, are made by dbt-duckdb.
-#}
{% materialization table, adapter='duckdb', supported_languages=['sql', 'python'] %}
    {%- if model.package_name != project_name or model.language != 'sql'
        or config.get('indexes') or config.get('grants') or config.get('sql_header')
        or config.get('partitioned_by') or config.get('sorted_by') -%}
        {{ return(dbt.materialization_table_duckdb()) }}
    {%- endif -%}
    {%- set target_relation = this.incorporate(type='table') -%}
    {%- set existing_relation = load_cached_relation(this) -%}

    {{ run_hooks(pre_hooks, inside_transaction=False) }}
    {{ run_hooks(pre_hooks, inside_transaction=True) }}
    {%- if existing_relation is not none and not existing_relation.is_table -%}
        {%- do adapter.drop_relation(existing_relation) -%}
    {%- endif -%}
    {% call statement('main') -%}
        {%- if config.get('contract').enforced %}
        {{ get_assert_columns_equivalent(compiled_code) }}
        create or replace table {{ target_relation }} {{ get_table_columns_and_constraints() }};
        insert into {{ target_relation }} {{ get_column_names() }} (
            {{ get_select_subquery(compiled_code) }}
        );
        {%- else %}
        create or replace table {{ target_relation }} as (
            {{ compiled_code }}
        );
        {%- endif %}
        {{ comments_of(target_relation, model) }}
    {%- endcall %}
    {{ run_hooks(post_hooks, inside_transaction=True) }}
    {{ adapter.commit() }}
    {{ run_hooks(post_hooks, inside_transaction=False) }}
    {{ return({'relations': [target_relation]}) }}
{% endmaterialization %}
