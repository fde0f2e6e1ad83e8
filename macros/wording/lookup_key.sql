{#- A condition, as text, that finds a row: `city = 'Mumbai' and category = 'Food'`. The
    values are expressions, one for each column. chr(39) is the quote: engines differ in
    how a literal holds one. -#}
{% macro lookup_key(columns, values) -%}
    concat(
        {%- for column in columns %}
        '{{ column }} = ', chr(39),
        replace({{ values[loop.index0] }}, chr(39), chr(39) || chr(39)), chr(39)
        {{- ", ' and '," if not loop.last }}
        {%- endfor %}
    )
{%- endmacro %}
