{#- An interval as a sentence writes it behind its figure, from two texts: ` (19.6 to 20.0)`;
    nothing where there is none. -#}
{% macro written_interval(low, high) -%}
    coalesce(' (' || {{ low }} || ' to ' || {{ high }} || ')', '')
{%- endmacro %}
