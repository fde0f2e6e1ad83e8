{#- A delivered text without white space of any kind, seen or unseen, at its ends. -#}
{% macro trimmed(text) -%}
    {#- space, tab, line ends, no-break and narrow spaces, zero-width characters, BOM -#}
    {%- set blanks = ' \t\r\n\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a'
        ~ '\u200b\u200c\u200d\u202f\u205f\u2060\u3000\ufeff' -%}
    {{ adapter.dispatch('trimmed', 'mitron')(text, blanks) }}
{%- endmacro %}

{% macro default__trimmed(text, blanks) -%}
    trim({{ text }}, '{{ blanks }}')
{%- endmacro %}

{% macro spark__trimmed(text, blanks) -%}
    trim(both '{{ blanks }}' from {{ text }})
{%- endmacro %}
