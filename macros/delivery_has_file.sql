{#- True where the folder of the delivery at hand holds a file of this name. -#}
{% macro delivery_has_file(name) -%}
    {%- set folder = env_var('MITRON_RAW_DIR', '') or 'seeds/raw' -%}
    {{ adapter.dispatch('delivery_has_file', 'mitron')(folder, name) }}
{%- endmacro %}

{% macro default__delivery_has_file(folder, name) -%}
    (select count(*) > 0 from glob('{{ folder | replace("'", "''") }}/{{ name }}'))
{%- endmacro %}

{#- The names alone: Spark reads no content that a query does not ask for. -#}
{% macro spark__delivery_has_file(folder, name) -%}
    (select count(*) > 0 from binaryFile.`{{ folder }}` where path like '%/{{ name }}')
{%- endmacro %}
