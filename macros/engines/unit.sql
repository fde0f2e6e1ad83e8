{#-
    dbt's unit test without the temporary table that it makes, describes and drops to learn
    the types of a query's columns: DuckDB describes the query itself. Packages get dbt's own.
-#}
{% materialization unit, adapter='duckdb' %}
    {%- if model.package_name != project_name -%}
        {{ return(dbt.materialization_unit_default()) }}
    {%- endif -%}
    {%- set types = {} -%}
    {%- set quoted = {} -%}
    {%- for column in adapter.get_column_schema_from_query(get_empty_subquery_sql(sql)) -%}
        {%- do types.update({column.name | lower: column.data_type}) -%}
        {%- do quoted.update({column.name | lower: column.quoted}) -%}
    {%- endfor -%}
    {%- set rows = config.get('expected_rows') -%}
    {%- set expected = config.get('expected_sql') or get_expected_sql(rows, types, quoted) -%}
    {%- set tested = [] -%}
    {%- for name in (rows[0] if rows else types) -%}
        {%- do tested.append(quoted[name | lower]) -%}
    {%- endfor -%}
    {% call statement('main', fetch_result=True) -%}
        {{ get_unit_test_sql(sql, expected, tested) }}
    {%- endcall %}
    {{ return({'relations': []}) }}
{% endmaterialization %}
