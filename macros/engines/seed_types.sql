{#-
    Type by column of a seed, from its column_types. A name with a space stands in quotes
    there, as SQL wants it; here it stands without them, as the file's header has it.
-#}
{% macro seed_types(column_types) %}
    {%- set types = {} -%}
    {%- for column, type in column_types.items() -%}
        {%- do types.update({column.strip('"'): type}) -%}
    {%- endfor -%}
    {{ return(types) }}
{% endmacro %}
