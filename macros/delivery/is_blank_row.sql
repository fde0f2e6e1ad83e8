{#- True for a row without a value: what spreadsheets leave below a table. -#}
{% macro is_blank_row(table_name) -%}
    {#- the columns with few values first: the first one decides most rows -#}
    {%- set columns = {
        'customers': [
            'city', 'age_group', 'occupation', 'gender', adapter.quote('marital status'),
            'avg_income', 'customer_id',
        ],
        'spends': ['category', 'payment_type', 'month', 'year', 'spend', 'customer_id'],
    }[table_name] -%}
    {%- for column in columns -%}
        coalesce({{ trimmed(column) }}, '') = ''{{ ' and ' if not loop.last }}
    {%- endfor -%}
{%- endmacro %}
