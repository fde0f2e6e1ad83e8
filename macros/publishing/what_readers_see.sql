{#- In a few words: what readers see while the last build is not published. -#}
{% macro what_readers_see() -%}
    {{ return(adapter.dispatch('what_readers_see', 'mitron')()) }}
{%- endmacro %}

{% macro default__what_readers_see() -%}
    {{ return(run_query("select what_readers_see('" ~ target.name ~ "')").rows[0][0]) }}
{%- endmacro %}

{% macro spark__what_readers_see() -%}
    {{ return(
        'readers of the Spark catalogue see the tables as they are now, and'
        ~ ' operations.build_state says that the build is not complete'
    ) }}
{%- endmacro %}
