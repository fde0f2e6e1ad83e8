{#- A DuckDB list literal of texts: ['a', 'b']. -#}
{% macro sql_list(texts) -%}
    [{% for text in texts %}{{ dbt.string_literal(dbt.escape_single_quotes(text)) }}{{ ', ' if not loop.last }}{% endfor %}]
{%- endmacro %}
