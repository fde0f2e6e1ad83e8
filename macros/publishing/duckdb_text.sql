{#- A text as a literal of DuckDB's SQL, whatever engine the target has; null for none. -#}
{% macro duckdb_text(text) -%}
    {{ return('null' if text is none else "'" ~ (text | replace("'", "''")) ~ "'") }}
{%- endmacro %}
