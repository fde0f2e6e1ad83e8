{#- What plugins/delivery.py needs to know of a seed, as a literal of JSON. -#}
{% macro seed_as_json(node, relation='') -%}
    {%- set meta = node.config.get('meta') or {} -%}
    {{ duckdb_text(tojson({
        'name': node.name,
        'path': node.root_path ~ '/' ~ node.original_file_path,
        'relation': relation | string,
        'delivery_name': meta.get('delivery_name', ''),
        'types': seed_types(node.config.column_types),
        'optional': meta.get('optional_columns', []),
        'decimals': meta.get('decimals', {}),
        'is_empty': flags.EMPTY,
    })) }}
{%- endmacro %}
