-- Grain: one row per set of one to three attributes and combination of all five.
-- A key segment is the combinations that share its attributes' members.
with attribute_sets as (
    {%- set sets = [] %}
    {%- for first in demographics() %}
    {%- do sets.append([first]) %}
    {%- for second in demographics()[loop.index:] %}
    {%- do sets.append([first, second]) %}
    {%- for third in demographics()[demographics().index(second) + 1:] %}
    {%- do sets.append([first, second, third]) %}
    {%- endfor %}
    {%- endfor %}
    {%- endfor %}
    {%- for attributes in sets %}
    select
        '{{ attributes | join(', ') }}' as attribute_set,
        {%- for position in range(3) %}
        nullif('{{ attributes[position] }}', '')
            as attribute_{{ position + 1 }},
        {%- endfor %}
        {{ attributes | length }} as attribute_count
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

combinations as (
    select
        attribute_sets.*,
        {%- for position in range(1, 4) %}
        case attribute_sets.attribute_{{ position }}
            {%- for attribute in demographics() %}
            when '{{ attribute }}' then combinations.{{ attribute }}
            {%- endfor %}
        end as member_{{ position }},
        {%- endfor %}
        combinations.combination
    from attribute_sets
    cross join {{ ref('int_attribute_combinations') }} as combinations
)

select
    *,
    concat_ws(
        ' · '
        {%- for position in range(1, 4) %},
        attribute_{{ position }} || ': ' || member_{{ position }}
        {%- endfor %}
    ) as key_segment
from combinations
