{#-
    A sentence where synthetic data would replace real ones that readers see: an unset variable
    must not replace the bank's publication by the pilot. None where nothing is wrong.
-#}
{% macro check_origin() -%}
    {{ return(adapter.dispatch('check_origin', 'mitron')()) }}
{%- endmacro %}

{% macro default__check_origin() -%}
    {%- set published = published_before() -%}
    {%- if published and published['data_origin'] == 'real'
        and not var('publish_synthetic_over_real')
        and run_query(
            'select is_synthetic('
            ~ seed_as_json(graph.nodes['seed.' ~ project_name ~ '.raw_customers']) ~ ')'
        ).rows[0][0] -%}
        {{ return(
            'readers see real data, and this delivery is synthetic; set MITRON_RAW_DIR'
            ~ ' to the folder of the real one, publish elsewhere with MITRON_PUBLISH_DIR, or set'
            ~ ' the var publish_synthetic_over_real.'
        ) }}
    {%- endif -%}
{%- endmacro %}

{#- On Spark nothing is published beside the tables. -#}
{% macro spark__check_origin() -%}
    {{ return(none) }}
{%- endmacro %}
