{#- What plugins/delivery.py needs to know of a seed, as a literal of JSON. -#}
{% macro seed_as_json(node, relation='') -%}
    {%- set meta = node.config.get('meta') or {} -%}
    {{ dbt.string_literal(dbt.escape_single_quotes(tojson({
        'name': node.name,
        'path': adapter.get_seed_file_path(node),
        'relation': relation | string,
        'delivery_name': meta.get('delivery_name', ''),
        'types': seed_types(node.config.column_types),
        'optional': meta.get('optional_columns', []),
        'decimals': meta.get('decimals', {}),
        'is_empty': flags.EMPTY,
    }))) }}
{%- endmacro %}
