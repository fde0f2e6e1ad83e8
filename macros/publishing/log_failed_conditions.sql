{#-
    Says which conditions of failed `unique_combination` tests failed, and in how many rows:
    dbt itself says only how many conditions did. Names no row.
-#}
{% macro log_failed_conditions(results) -%}
    {%- for result in results
        if result.status in ('fail', 'warn')
        and result.node.test_metadata is defined
        and result.node.test_metadata.name == 'unique_combination'
        and result.node.test_metadata.kwargs.get('conditions') -%}
        {%- set asked = result.node.test_metadata.kwargs -%}
        {%- for condition, row_count in run_query(result.node.compiled_code).rows -%}
            {%- set written = asked['conditions'].get(
                condition, 'rows share ' ~ asked['columns'] | join(', ') ~ ', or lack one'
            ) -%}
            {%- do log(
                result.node.file_key_name.split('.') | last ~ ': ' ~ condition ~ ' fails in '
                ~ '{:,}'.format(row_count | int) ~ (' row' if row_count == 1 else ' rows')
                ~ ' (' ~ (written.split() | join(' ')) ~ ')',
                info=true
            ) -%}
        {%- endfor -%}
    {%- endfor -%}
{%- endmacro %}
