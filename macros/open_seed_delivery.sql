{#- The files of the seed at hand, looked at and found loadable; see plugins/delivery.py. -#}
{% macro open_seed_delivery(columns) %}
    {%- set meta = config.get('meta') or {} -%}
    {%- set expected = {
        'columns': columns,
        'optional': meta.get('optional_columns', []),
        'aliases': meta.get('column_aliases', {}),
    } -%}
    {%- set answer = run_query(
        'select open_delivery('
        ~ dbt.string_literal(dbt.escape_single_quotes(adapter.get_seed_file_path(model)))
        ~ ', ' ~ dbt.string_literal(meta.get('delivery_name', ''))
        ~ ', ' ~ dbt.string_literal(dbt.escape_single_quotes(tojson(expected))) ~ ')'
    ).rows[0][0] -%}
    {%- set delivery = fromjson(answer) -%}
    {%- if 'refusal' in delivery -%}
        {%- do exceptions.raise_compiler_error(delivery['refusal']) -%}
    {%- endif -%}
    {{ return(delivery) }}
{% endmacro %}
