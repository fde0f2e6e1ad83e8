{#- In a few words: what readers see while the last build is not published. -#}
{% macro what_readers_see() -%}
    {{ return(ask('select what_readers_see(' ~ duckdb_text(target.name) ~ ')')[0][0]) }}
{%- endmacro %}
