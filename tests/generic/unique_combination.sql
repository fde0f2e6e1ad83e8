{#-
    Fails where two rows of a model share the values of `columns`, its grain, or lack one.

    A grain of very many rows takes more memory to group than all else in a build.
    `attributes` names those of the columns whose members `accepted_members` numbers: then
    the other columns are grouped first, with one bit for each combination of members, and
    only groups that hold fewer bits than rows are looked at row by row.
-#}
{% test unique_combination(model, columns, attributes=[]) %}
{%- set others = columns | reject('in', attributes) | list -%}
{%- if attributes -%}
with suspects as (
    select model.{{ others | join(', model.') }}
    from {{ model }} as model
    {%- for attribute in attributes %}
    left join {{ ref('accepted_members') }} as {{ attribute }}_members
        on
            {{ attribute }}_members.attribute = '{{ attribute }}'
            and model.{{ attribute }} = {{ attribute }}_members.spelling
    {%- endfor %}
    group by model.{{ others | join(', model.') }}
    -- a member that has no number has no bit
    having
        count(*) > coalesce(bit_count(bit_or(
            {{ bit('(' ~ attributes | join('_members.sort_order * 5 + ') ~ '_members.sort_order) % 62') }}
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
from {{ 'candidates' if attributes else model }}
group by {{ columns | join(', ') }}
having
    count(*) > 1
    or {{ columns | join(' is null or ') }} is null
{% endtest %}
