{#-
    Fails where two rows of a model share the values of `columns`, its grain, or lack one. On
    a column it asks what `unique` and `not_null` ask, in one node.

    A grain of very many rows takes more memory to group than all else in a build. Two
    arguments make it small: rows are grouped coarsely, with one bit for each value, and
    only groups that hold fewer bits than rows are looked at row by row.

    attributes  those of the columns whose members `accepted_members` numbers
    numbered    true where the one column numbers the rows
-#}
{% test unique_combination(
    model, columns=[], column_name=none, attributes=[], numbered=false
) %}
{%- set columns = columns or [column_name] -%}
{%- set others = columns | reject('in', attributes) | list -%}
{%- if numbered -%}
    {#- 60 neighbours share a group -#}
    {%- set groups = ['(model.' ~ columns[0] ~ ' - model.' ~ columns[0] ~ ' % 60)'] -%}
    {%- set place = 'model.' ~ columns[0] ~ ' % 60' -%}
{%- else -%}
    {%- set groups = [] -%}
    {%- for column in others -%}
        {%- do groups.append('model.' ~ column) -%}
    {%- endfor -%}
    {%- set place = '(' ~ attributes | join('_members.sort_order * 5 + ')
        ~ '_members.sort_order) % 62' -%}
{%- endif -%}
{%- if attributes or numbered -%}
with suspects as (
    select
        {%- for group in groups %}
        {{ group }} as group_{{ loop.index }}
        {{- ',' if not loop.last }}
        {%- endfor %}
    from {{ model }} as model
    {%- for attribute in attributes %}
    left join {{ ref('accepted_members') }} as {{ attribute }}_members
        on
            {{ attribute }}_members.attribute = '{{ attribute }}'
            and model.{{ attribute }} = {{ attribute }}_members.spelling
    {%- endfor %}
    group by {{ groups | join(', ') }}
    -- a member that has no number has no bit
    having
        count(*) > coalesce(bit_count(bit_or({{ bit(place) }})), 0)
        {%- for group in groups %}
        or {{ group }} is null
        {%- endfor %}
),

candidates as (
    select model.*
    from {{ model }} as model
    inner join suspects
        on
            {%- for group in groups %}
            {{ group }} is not distinct from suspects.group_{{ loop.index }}
            {{- ' and' if not loop.last }}
            {%- endfor %}
)
{%- endif %}

select {{ columns | join(', ') }}, count(*) as row_count
from {{ 'candidates' if attributes or numbered else model }}
group by {{ columns | join(', ') }}
having
    count(*) > 1
    or {{ columns | join(' is null or ') }} is null
{% endtest %}
