{#- True where a column names an attribute that describes and never chooses: nobody is
    ranked or refused by age, gender or marital status. -#}
{% macro is_personal(column) -%}
    {{ column }} in ('age_group', 'gender', 'marital_status')
{%- endmacro %}
