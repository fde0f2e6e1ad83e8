{#-
    A select that reads every file of a delivery as text and casts to the seed's types.
    Part files may differ in the order of their columns, and Parquet files in their types:
    CSV files are read in groups of one header, Parquet files one by one. A column that a
    file leaves out is null.
-#}
{% macro read_delivery(delivery, types) %}
    {%- set groups = {} -%}
    {%- for file in delivery['files'] -%}
        {%- set group = file['path'] if delivery['is_parquet'] else file['columns'] | join('\n') -%}
        {%- do groups.setdefault(group, []).append(file) -%}
    {%- endfor -%}
    {%- for files in groups.values() %}
    {%- set found = files[0]['columns'] %}
    select
        {%- for column, type in types.items() %}
        {% if column not in found -%}
            cast(null as {{ type }})
        {%- elif type == 'string' -%}
            cast({{ adapter.quote(column) }} as string)
        {%- else -%}
            case
                when try_cast({{ column }} as {{ type }}) is null and {{ column }} is not null
                    then error(
                        '{{ files[0]["path"] }}: expected {{ type }} in column {{ column }}, found '
                        || {{ column }} || '; correct the value.'
                    )
                else try_cast({{ column }} as {{ type }})
            end
        {%- endif %} as {{ adapter.quote(column) }},
        {%- endfor %}
    from {% if delivery['is_parquet'] -%}
        read_parquet({{ sql_list(files | map(attribute='path')) }}) as delivered (
            {%- for column in found %}{{ adapter.quote(column) }}{{ ', ' if not loop.last }}{% endfor -%}
        )
    {%- else -%}
        read_csv(
            {{ sql_list(files | map(attribute='path')) }},
            columns = {
                {%- for column in found %}'{{ column }}': 'varchar'{{ ', ' if not loop.last }}{% endfor -%}
            },
            header = true, auto_detect = false, strict_mode = {{ delivery['is_strict'] }},
            delim = ',', quote = '"', escape = '"',
            rejects_table = '{{ model.name }}_rejects', rejects_scan = '{{ model.name }}_reject_scans',
            rejects_limit = 1000, buffer_size = 8000000
        )
    {%- endif -%}
    {{ ' union all' if not loop.last }}
    {%- endfor -%}
{% endmacro %}
