{#-
    Fails where two rows of a model share the values of `columns`, its grain, or lack one. On
    a column it asks what `unique` and `not_null` ask, in one node.

    conditions  what else every row satisfies, a short name to a condition each: a test node
                costs more than a scan, so they are asked in the same one. A row fails a
                condition that is false; null passes.

    Without conditions it returns the shared values. With them it returns a row per failed
    condition with its number of rows, never a row of the model; `grain` is the condition that
    the columns are; finish_build writes them into the log.

    A grain of very many rows takes more memory to group than all else in a build. Two
    arguments make it small: rows are grouped coarsely, with one bit for each value, and
    only groups that hold fewer bits than rows are looked at row by row.

    attributes  those of the columns whose members `accepted_members` numbers
    numbered    true where the one column numbers the rows
-#}
{% test unique_combination(
    model, columns=[], column_name=none, attributes=[], numbered=false, conditions={}
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
with
{%- if attributes or numbered %}
suspects as (
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
),
{%- endif %}

repeated as (
    select {{ columns | join(', ') }}, count(*) as row_count
    from {{ 'candidates' if attributes or numbered else model }}
    group by {{ columns | join(', ') }}
    having
        count(*) > 1
        or {{ columns | join(' is null or ') }} is null
)

{%- if not conditions %}

select * from repeated
{%- else %},

checked as (
    select
        {% for name, condition in conditions.items() -%}
            sum(case when not ({{ condition }}) then 1 else 0 end) as {{ name }}
            {{- ',' if not loop.last }}
        {% endfor %}
    from {{ model }}
)

select
    'grain' as failed_condition,
    sum(row_count) as row_count
from repeated
having count(*) > 0
{%- for name in conditions %}
union all
select
    '{{ name }}' as failed_condition,
    {{ name }} as row_count
from checked
where {{ name }} > 0
{%- endfor %}
{%- endif %}
{% endtest %}
