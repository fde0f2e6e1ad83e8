{#-
    The rows of a unit test's input as a select, as dbt's macro makes it: columns that a row
    does not name are null. dbt builds a context of all macros to ask for the columns of each
    input, which is most of what a small unit test takes; DuckDB is asked directly. Other
    engines, packages and inputs whose relation is not there get dbt's own.
-#}
{% macro get_fixture_sql(rows, column_name_to_data_types) %}
    {%- if target.type != 'duckdb' or model.package_name != project_name
        or column_name_to_data_types or not load_relation(this) -%}
        {{ return(dbt.get_fixture_sql(rows, column_name_to_data_types)) }}
    {%- endif -%}
    {%- set types = {} -%}
    {%- set quoted = {} -%}
    {%- set nothing = {} -%}
    {%- for column in adapter.get_column_schema_from_query('from ' ~ this) -%}
        {%- set name = column.name | lower -%}
        {%- do types.update({name: column.data_type}) -%}
        {%- do quoted.update({name: column.quoted}) -%}
        {%- do nothing.update({name: 'cast(null as ' ~ column.data_type ~ ')'}) -%}
    {%- endfor -%}
    {%- for row in rows or [{}] %}
    select
        {%- for name, value in dict(nothing, **format_row(row, types)).items() %}
        {{ value }} as {{ quoted[name] }}{{ ',' if not loop.last }}
        {%- endfor %}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
    {{ 'limit 0' if not rows }}
{% endmacro %}
