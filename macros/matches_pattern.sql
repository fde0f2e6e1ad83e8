{#- True where a text matches a regular expression. -#}
{% macro matches_pattern(text, pattern) -%}
    regexp_matches({{ text }}, '{{ pattern }}')
{%- endmacro %}
