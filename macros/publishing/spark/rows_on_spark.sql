{#-
    The rows of the marts, and those that `changes` compares with: a JSON array by table.
    Decimals travel as texts: in JSON a number has no more digits than a double.
-#}
{% macro rows_on_spark(tables) -%}
    {%- set sources = {'int_previous_rows': 'intermediate.int_previous_rows'} -%}
    {%- for table in tables if table['schema'] == 'marts' -%}
        {%- set columns = [] -%}
        {%- for column, type in types_of_contract(table).items() -%}
            {%- do columns.append(
                'cast(' ~ column ~ ' as string) as ' ~ column if type.startswith('decimal')
                else column
            ) -%}
        {%- endfor -%}
        {%- do sources.update({table['name']:
            '(select ' ~ columns | join(', ') ~ ' from marts.' ~ table['name'] ~ ')'}) -%}
    {%- endfor -%}
    {%- set rows = {} -%}
    {%- set selects = [] -%}
    {%- for name, source in sources.items() -%}
        {%- do rows.update({name: []}) -%}
        {%- do selects.append(
            "select '" ~ name ~ "' as name, " ~ row_as_json('handed_over') ~ ' as row_text from '
            ~ source ~ ' as handed_over'
        ) -%}
    {%- endfor -%}
    {%- for name, row_text in run_query(selects | join(' union all ')).rows -%}
        {%- do rows[name].append(row_text) -%}
    {%- endfor -%}
    {%- for name, texts in rows.items() -%}
        {%- do rows.update({name: '[' ~ texts | join(',') ~ ']'}) -%}
    {%- endfor -%}
    {{ return(rows) }}
{%- endmacro %}
