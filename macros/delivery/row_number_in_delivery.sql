{#-
    The number of a delivered row: its place in the raw table, from 1. Tells rows apart that
    hold the same values, and finds a row again in the file. An empty build has no rows to
    number, and reads them through a select, which has no row ids.
-#}
{% macro row_number_in_delivery() -%}
    {{ adapter.dispatch('row_number_in_delivery', 'mitron')() }}
{%- endmacro %}

{% macro default__row_number_in_delivery() -%}
    {{ 'cast(null as bigint)' if flags.EMPTY else 'rowid + 1' }}
{%- endmacro %}

{#- Spark numbers the rows of each piece of a table; between pieces it leaves gaps. -#}
{% macro spark__row_number_in_delivery() -%}
    monotonically_increasing_id() + 1
{%- endmacro %}
