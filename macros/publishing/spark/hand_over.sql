{#-
    Copies what is published from Spark's catalogue to the driver's warehouse, in one
    transaction: tables as the contract has them, with keys and comments. Marts are small and
    travel as text; a table of `core` is written as files once more and read by the driver.
    Returns the sentence that refuses it; none where all is handed over.
-#}
{% macro hand_over(tables) -%}
    {%- set place = operations_on_spark() -%}
    {%- if not place.startswith('file:') and tables | selectattr('schema', 'equalto', 'core') | list -%}
        {{ return(
            'publish_core: expected the catalogue in a folder of the driver, found ' ~ place
            ~ '; leave core in the catalogue, where analysts read it.'
        ) }}
    {%- endif -%}
    {%- set rows = rows_on_spark(tables) -%}
    {#- customers that were published once do not stay -#}
    {%- set statements = ['begin', 'drop schema if exists core cascade'] -%}
    {%- for schema in ['core', 'marts', 'intermediate'] -%}
        {%- do statements.append('create schema if not exists ' ~ schema) -%}
    {%- endfor -%}
    {%- for table in tables -%}
        {%- set name = table['schema'] ~ '.' ~ table['name'] -%}
        {%- set types = types_of_contract(table) -%}
        {%- do statements.extend(contract_in_duckdb(table, types)) -%}
        {%- do statements.append(
            'insert into ' ~ name ~ ' by name from ' ~ (
                rows_of_json(rows[table['name']], types) if table['schema'] == 'marts'
                else files_on_spark(table, place.removeprefix('file:'))
            )
        ) -%}
    {%- endfor -%}
    {%- do statements.extend([
        'create or replace table intermediate.int_previous_rows as from ' ~ rows_of_json(
            rows['int_previous_rows'],
            {'mart': 'varchar', 'row_key': 'varchar', 'row_text': 'varchar'}
        ),
        'commit',
    ]) -%}
    {%- do ask(statements | join(';\n')) -%}
    {%- for table in tables if table['schema'] == 'core' -%}
        {%- do run_query('drop table operations.handed_over_' ~ table['name']) -%}
    {%- endfor -%}
{%- endmacro %}
