{#- The statements that comment a relation and its columns, as config persist_docs asks. -#}
{% macro comments_of(relation, model, for_relation=true, for_columns=true) -%}
    {%- if for_relation and config.persist_relation_docs() and model.description %}
    {{ alter_relation_comment(relation, model.description) }}
    {%- endif %}
    {%- if for_columns and config.persist_column_docs() -%}
    {%- for name, column in model.columns.items() %}
    comment on column {{ relation }}.{{ adapter.quote(name) }}
    is {{ duckdb_escape_comment(column['description']) }};
    {%- endfor %}
    {%- endif -%}
{%- endmacro %}
