{#- A condition, as text, that finds a row: `city = 'Mumbai' and category = 'Food'`. The
    values are expressions, one for each column. -#}
{% macro lookup_key(columns, values) -%}
    concat(
        {%- for column in columns %}
        '{{ column }} = ''', replace({{ values[loop.index0] }}, '''', ''''''), '''
        {{- " and '," if not loop.last else "'" }}
        {%- endfor %}
    )
{%- endmacro %}
