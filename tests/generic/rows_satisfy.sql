{#-
    Checks many conditions on every row in one scan: a test node costs more than a scan.
    `conditions` maps a short name to a condition. A row fails a condition that is false;
    null passes. Returns a row per failed condition with its number of rows, never a row of
    the model; finish_build writes them into the log.
-#}
{% test rows_satisfy(model, conditions) %}
with checked as (
    select
        {% for name, condition in conditions.items() -%}
            sum(case when not ({{ condition }}) then 1 else 0 end) as {{ name }}
            {{- ',' if not loop.last }}
        {% endfor %}
    from {{ model }}
)

{% for name in conditions -%}
    select
        '{{ name }}' as failed_condition,
        {{ name }} as row_count
    from checked
    where {{ name }} > 0
    {{ 'union all' if not loop.last }}
{% endfor %}
{% endtest %}
