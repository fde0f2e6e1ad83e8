{#-
    on-run-start: marks the warehouse as unfinished before the first table changes, so that
    a build that is killed cannot be published by hand.
-#}
{% macro start_build() -%}
    {%- if execute and flags.WHICH in ('build', 'run', 'seed', 'snapshot') -%}
        {%- do record_build('unfinished', 0) -%}
    {%- endif -%}
{%- endmacro %}
