{#- A whole number of 64 bits of which one is set, by its place from 0 to 62. -#}
{% macro bit(place) -%}
    {{ adapter.dispatch('bit', 'mitron')(place) }}
{%- endmacro %}

{% macro default__bit(place) -%}
    (cast(1 as bigint) << ({{ place }}))
{%- endmacro %}

{% macro spark__bit(place) -%}
    shiftleft(cast(1 as bigint), {{ place }})
{%- endmacro %}
