{#- True where the folder of the delivery at hand holds a file of this name. -#}
{% macro delivery_has_file(name) -%}
    {%- set folder = env_var('MITRON_RAW_DIR', '') or 'seeds/raw' -%}
    (select count(*) > 0 from glob('{{ folder | replace("'", "''") }}/{{ name }}'))
{%- endmacro %}
