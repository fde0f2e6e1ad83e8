{#-
    Fails where two rows of a model share the values of `columns`, its grain, or lack one.

    A grain of very many rows takes more memory to group than all else in a build. `numbers`
    names, for the columns whose members are few, the table that numbers them (`sort_order`):
    then the other columns are grouped first, with one bit for each combination of members,
    and only groups that hold fewer bits than rows are looked at row by row.
-#}
{% test unique_combination(model, columns, numbers={}) %}
{%- set others = columns | reject('in', numbers) | list -%}
{%- set numbered = [] -%}
{%- for column in columns if column in numbers -%}
    {%- do numbered.append(column ~ '_numbers.sort_order') -%}
{%- endfor -%}
{%- if numbers -%}
with suspects as (
    select model.{{ others | join(', model.') }}
    from {{ model }} as model
    {%- for column, table in numbers.items() %}
    left join {{ table }} as {{ column }}_numbers
        on model.{{ column }} = {{ column }}_numbers.{{ column }}
    {%- endfor %}
    group by model.{{ others | join(', model.') }}
    -- a member that has no number has no bit
    having
        count(*) > coalesce(bit_count(bit_or(
            {{ bit('(' ~ numbered | join(' * 5 + ') ~ ') % 62') }}
        )), 0)
        or model.{{ others | join(' is null or model.') }} is null
),

candidates as (
    select model.*
    from {{ model }} as model
    inner join suspects
        on
            {%- for column in others %}
            model.{{ column }} is not distinct from suspects.{{ column }}
            {{- ' and' if not loop.last }}
            {%- endfor %}
)
{%- endif %}

select {{ columns | join(', ') }}, count(*) as row_count
from {{ 'candidates' if numbers else model }}
group by {{ columns | join(', ') }}
having
    count(*) > 1
    or {{ columns | join(' is null or ') }} is null
{% endtest %}
