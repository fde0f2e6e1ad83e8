{#- Type by column of a table to publish, in the contract's order. -#}
{% macro types_of_contract(table) -%}
    {%- set types = {} -%}
    {%- for column in graph.nodes['model.' ~ project_name ~ '.' ~ table['name']].columns.values() -%}
        {%- do types.update({column.name: column.data_type}) -%}
    {%- endfor -%}
    {{ return(types) }}
{%- endmacro %}
