{#-
    The tables to publish, parents first: schema, name, key and foreign keys each. The key is
    the primary key of the model's contract or, in `core`, the one that `unique_combination`
    proves; foreign keys are those that `relationships` proves inside `core`. Files get `core`
    only where the var publish_core asks for it; PostgreSQL keeps it to analysts; on Spark
    it stays in the catalogue unless the var asks for it.
-#}
{% macro published_tables() -%}
    {%- set with_core = target.name == 'serve' or var('publish_core') -%}
    {%- set tables = {} -%}
    {%- for node in graph.nodes.values()
        if node.resource_type == 'model' and node.schema in ('marts', 'core')
        and (with_core or node.schema != 'core') -%}
        {%- set primary_keys = node.constraints | selectattr('type', 'equalto', 'primary_key')
            | list -%}
        {%- do tables.update({node.unique_id: {
            'schema': node.schema, 'name': node.alias,
            'key': primary_keys[0].columns if primary_keys else [], 'foreign_keys': {},
        }}) -%}
    {%- endfor -%}
    {%- for test in graph.nodes.values()
        if test.resource_type == 'test' and test.attached_node in tables -%}
        {%- set table = tables[test.attached_node] -%}
        {%- set kind = test.test_metadata.name -%}
        {%- if kind == 'unique_combination' and not table['key'] -%}
            {%- do table.update({
                'key': test.test_metadata.kwargs.get('columns') or [test.column_name]
            }) -%}
        {%- elif kind == 'relationships' -%}
            {%- set parents = test.depends_on.nodes | reject('equalto', test.attached_node)
                | select('in', tables.keys() | list) | list -%}
            {%- if parents and tables[parents[0]]['schema'] == table['schema'] -%}
                {%- do table['foreign_keys'].update({test.column_name: {
                    'schema': table['schema'],
                    'name': tables[parents[0]]['name'],
                    'column': test.test_metadata.kwargs['field'],
                }}) -%}
            {%- endif -%}
        {%- endif -%}
    {%- endfor -%}
    {%- for table in tables.values() if not table['key'] -%}
        {%- do exceptions.raise_compiler_error(
            table['name'] ~ ': expected a key, found none; add a constraint of type primary_key to'
            ~ ' the model.'
        ) -%}
    {%- endfor -%}
    {{ return(
        tables.values() | rejectattr('foreign_keys') | sort(attribute='name')
        | list + tables.values() | selectattr('foreign_keys') | sort(attribute='name') | list
    ) }}
{%- endmacro %}
