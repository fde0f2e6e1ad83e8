{#- A text as a literal of Spark's SQL, which reads backslashes as escapes; null for none. -#}
{% macro spark_text(text) -%}
    {%- if text is none -%}
        null
    {%- else -%}
        '{{ text | replace('\\', '\\\\') | replace("'", "\\'") }}'
    {%- endif -%}
{%- endmacro %}
