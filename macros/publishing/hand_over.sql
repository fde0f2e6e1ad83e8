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

{#- Type by column of a table to publish, in the contract's order. -#}
{% macro types_of_contract(table) -%}
    {%- set types = {} -%}
    {%- for column in graph.nodes['model.' ~ project_name ~ '.' ~ table['name']].columns.values() -%}
        {%- do types.update({column.name: column.data_type}) -%}
    {%- endfor -%}
    {{ return(types) }}
{%- endmacro %}

{#- The statements that make a table to publish, without rows, as a build on DuckDB has it. -#}
{% macro contract_in_duckdb(table, types) -%}
    {%- set node = graph.nodes['model.' ~ project_name ~ '.' ~ table['name']] -%}
    {%- set name = table['schema'] ~ '.' ~ table['name'] -%}
    {%- set definitions = [] -%}
    {%- for column, type in types.items() -%}
        {%- do definitions.append(column ~ ' ' ~ type) -%}
    {%- endfor -%}
    {%- if table['schema'] == 'marts' -%}
        {%- do definitions.append('primary key (' ~ table['key'] | join(', ') ~ ')') -%}
    {%- endif -%}
    {%- set statements = [
        'create or replace table ' ~ name ~ ' (' ~ definitions | join(', ') ~ ')',
        'comment on table ' ~ name ~ ' is ' ~ duckdb_text(node.description),
    ] -%}
    {%- for column in node.columns.values() -%}
        {%- do statements.append(
            'comment on column ' ~ name ~ '.' ~ column.name ~ ' is '
            ~ duckdb_text(column.description)
        ) -%}
    {%- endfor -%}
    {{ return(statements) }}
{%- endmacro %}

{#-
    The rows of a table or view of the catalogue as files that the driver's DuckDB reads, in the
    folder of schema operations.
-#}
{% macro files_on_spark(table, folder) -%}
    {%- set name = 'handed_over_' ~ table['name'] -%}
    {%- do run_query('drop table if exists operations.' ~ name) -%}
    {%- do run_query(
        'create table operations.' ~ name ~ ' using parquet as select * from '
        ~ table['schema'] ~ '.' ~ table['name']
    ) -%}
    {%- set pattern = modules.re.sub('[\\[*?]', '[\\g<0>]', folder) ~ '/' ~ name ~ '/*.parquet' -%}
    {{ return('read_parquet(' ~ duckdb_text(pattern) ~ ', hive_partitioning = false)') }}
{%- endmacro %}

{#- The folder of schema operations in Spark's catalogue: a URL. -#}
{% macro operations_on_spark() -%}
    {%- set described = run_query('describe schema extended operations').rows -%}
    {{ return(described | selectattr(0, 'equalto', 'Location') | map(attribute=1) | first) }}
{%- endmacro %}
