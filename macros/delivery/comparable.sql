{#-
    A delivered spelling as it is compared: in lower case, white space of every kind one
    space, dashes of every kind one dash, what cannot be seen left out. Costly: for distinct
    spellings, not for rows.
-#}
{% macro comparable(text) -%}
    {{ adapter.dispatch('comparable', 'mitron')(text) }}
{%- endmacro %}

{% macro default__comparable(text) -%}
    lower(trim(regexp_replace(regexp_replace(regexp_replace(
        {{ text }},
        '[\x{200B}-\x{200D}\x{2060}\x{FEFF}]', '', 'g'
    ), '[\s\x{00A0}\x{2000}-\x{200A}\x{202F}\x{205F}\x{3000}]+', ' ', 'g'
    ), ' ?[-\x{2010}-\x{2015}\x{2212}\x{FE58}\x{FE63}\x{FF0D}] ?', '-', 'g')))
{%- endmacro %}

{% macro spark__comparable(text) -%}
    lower(trim(regexp_replace(regexp_replace(regexp_replace(
        {{ text }},
        r'[\x{200B}-\x{200D}\x{2060}\x{FEFF}]', ''
    ), r'[\s\x{00A0}\x{2000}-\x{200A}\x{202F}\x{205F}\x{3000}]+', ' '
    ), r' ?[-\x{2010}-\x{2015}\x{2212}\x{FE58}\x{FE63}\x{FF0D}] ?', '-')))
{%- endmacro %}
