{#- The five attributes of a customer, as the marts' column `attribute` names them. -#}
{% macro demographics() %}
    {{ return(['city', 'age_group', 'occupation', 'gender', 'marital_status']) }}
{% endmacro %}
