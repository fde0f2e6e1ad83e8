{#-
    The delivered spelling of each of the seed's columns. Raises a sentence for a missing, an
    unknown or a repeated column, as plugins/delivery.py does on DuckDB.
-#}
{% macro name_columns_on_spark(path, found, types, meta) %}
    {%- set named = {} -%}
    {%- set unknown = [] -%}
    {%- for column in found -%}
        {%- set name = meta.get('column_aliases', {}).get(column, column) -%}
        {%- if name not in types or name in named -%}
            {%- do unknown.append(column) -%}
        {%- else -%}
            {%- do named.update({name: column}) -%}
        {%- endif -%}
    {%- endfor -%}
    {%- set required = types.keys() | reject('in', meta.get('optional_columns', [])) | list -%}
    {%- set missing = required | reject('in', named) | list -%}
    {%- if not named -%}
        {#- the first line may be a customer's row: it is not repeated -#}
        {%- do exceptions.raise_compiler_error(
            path ~ ': expected a header with the columns ' ~ required | join(', ')
            ~ ', found none of them in the first line; add the header and deliver the file'
            ~ ' again.'
        ) -%}
    {%- elif missing or unknown -%}
        {%- set problems = (['missing ' ~ missing | join(', ')] if missing else [])
            + (['unknown or repeated ' ~ unknown | join(', ')] if unknown else []) -%}
        {%- do exceptions.raise_compiler_error(
            path ~ ': expected the columns ' ~ required | join(', ') ~ ', found '
            ~ found | join(', ') ~ ' (' ~ problems | join('; ')
            ~ '); correct the header and deliver the file again.'
        ) -%}
    {%- endif -%}
    {{ return(named) }}
{% endmacro %}
