{#- True where a column names one of the five attributes of a customer. -#}
{% macro is_demographic(column) -%}
    {{ column }} in ('{{ demographics() | join("', '") }}')
{%- endmacro %}
