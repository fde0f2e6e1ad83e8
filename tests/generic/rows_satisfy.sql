{#-
    Checks many conditions on every row in one scan: a test node costs more than a scan.
    A row fails a condition that is false; null passes. Returns a row per failed condition
    with its number of rows, so that `dbt test --store-failures` keeps no customer.
-#}
{% test rows_satisfy(model, conditions) %}
with checked as (
    select
        {% for condition in conditions -%}
            sum(case when not ({{ condition }}) then 1 else 0 end) as failed_{{ loop.index }}
            {{- ',' if not loop.last }}
        {% endfor %}
    from {{ model }}
)

{% for condition in conditions -%}
    select
        {{ dbt.string_literal(dbt.escape_single_quotes(condition)) }} as failed_condition,
        failed_{{ loop.index }} as row_count
    from checked
    where failed_{{ loop.index }} > 0
    {{ 'union all' if not loop.last }}
{% endfor %}
{% endtest %}
