{#-
    A sentence where synthetic data would replace real ones that readers see: an unset variable
    must not replace the bank's publication by the pilot. None where nothing is wrong.
    `question` is a statement that tells whether the data at hand are synthetic.
-#}
{% macro check_origin(question) -%}
    {%- set published = published_before() -%}
    {%- if published and published['data_origin'] == 'real'
        and not var('publish_synthetic_over_real')
        and ask(question)[0][0] -%}
        {{ return(
            'readers see real data, and this delivery is synthetic; set MITRON_RAW_DIR'
            ~ ' to the folder of the real one, publish elsewhere with MITRON_PUBLISH_DIR, or set'
            ~ ' the var publish_synthetic_over_real.'
        ) }}
    {%- endif -%}
{%- endmacro %}
