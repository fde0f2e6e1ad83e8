{#-
    The tables to publish, parents first: schema, name, key and foreign keys each. Key and
    foreign keys are those that the model's tests prove: `unique` of a column or
    `unique_combination`, and `relationships` inside `core`. Files get `core` only where the
    var publish_core asks for it; PostgreSQL keeps it to analysts.
-#}
{% macro published_tables() -%}
    {%- set with_core = target.name == 'serve' or var('publish_core') -%}
    {%- set tables = {} -%}
    {%- for node in graph.nodes.values()
        if node.resource_type == 'model' and node.fqn[1] == 'marts'
        and (with_core or node.schema != 'core') -%}
        {%- do tables.update({node.unique_id: {
            'schema': node.schema, 'name': node.alias, 'key': [], 'foreign_keys': {},
        }}) -%}
    {%- endfor -%}
    {%- for test in graph.nodes.values()
        if test.resource_type == 'test' and test.attached_node in tables -%}
        {%- set table = tables[test.attached_node] -%}
        {%- set kind = test.test_metadata.name -%}
        {%- if kind == 'unique' -%}
            {%- do table.update({'key': [test.column_name]}) -%}
        {%- elif kind == 'unique_combination' and not table['key'] -%}
            {%- do table.update({'key': test.test_metadata.kwargs['columns']}) -%}
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
            table['name'] ~ ': expected a test that proves its key, found none; add unique to'
            ~ ' a column or unique_combination to the model.'
        ) -%}
    {%- endfor -%}
    {{ return(
        tables.values() | rejectattr('foreign_keys') | sort(attribute='name')
        | list + tables.values() | selectattr('foreign_keys') | sort(attribute='name') | list
    ) }}
{%- endmacro %}
