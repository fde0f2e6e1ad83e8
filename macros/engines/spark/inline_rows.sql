{#-
    A select of the rows of a reference seed, cast to the seed's types. Raises a sentence
    for a wrong header and for a value that is none of its column's type.
-#}
{% macro inline_rows(agate_table, types) %}
    {%- set found = agate_table.column_names | list -%}
    {%- set path = model.original_file_path -%}
    {%- if found | sort != types.keys() | sort -%}
        {%- do exceptions.raise_compiler_error(
            path ~ ': expected the columns ' ~ types.keys() | join(', ') ~ ', found '
            ~ found | join(', ') ~ '; correct the header.'
        ) -%}
    {%- endif -%}
    {%- set numbers = {'int': '-?[0-9]+', 'double': '-?[0-9]+([.][0-9]+)?'} -%}
    {%- for column, type in types.items() if type in numbers -%}
        {%- for value in agate_table.columns[column].values()
            if value is not none and not modules.re.fullmatch(numbers[type], value) -%}
            {%- do exceptions.raise_compiler_error(
                path ~ ': expected ' ~ type ~ ' in column ' ~ column ~ ', found ' ~ value
                ~ '; correct the value.'
            ) -%}
        {%- endfor -%}
    {%- endfor -%}
    select
        {%- for column, type in types.items() %}
        cast({{ adapter.quote(column) }} as {{ type }}) as {{ adapter.quote(column) }}
        {{- ',' if not loop.last }}
        {%- endfor %}
    from values
        {%- for row in agate_table.rows %}
        ({% for value in row %}{{ spark_text(value) }}{{ ', ' if not loop.last }}{% endfor %})
        {{- ',' if not loop.last }}
        {%- endfor %}
        as rows_of_the_seed (
            {%- for column in found %}{{ adapter.quote(column) }}{{ ', ' if not loop.last }}{% endfor -%}
        )
{% endmacro %}
