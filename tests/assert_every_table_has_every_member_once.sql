-- The tables of groups hold exactly the members of their attribute: those that no customer
-- meets are there with a count of zero, and nothing else is.
{% set tables = {
    'portfolio': 'portfolio',
    'cities': 'city',
    'age_groups': 'age_group',
    'occupations': 'occupation',
    'income_bands': 'income_band',
    'genders': 'gender',
    'marital_statuses': 'marital_status',
    'segments': 'segment',
} %}

with found as (
    {%- for table, attribute in tables.items() %}
    select
        '{{ attribute }}' as attribute,
        {{ attribute }} as member
    from {{ ref(table) }}
    union all
    {%- endfor %}
    select
        'card' as attribute,
        card_id as member
    from {{ ref('card_proposals') }}
)

select
    coalesce(found.attribute, expected.attribute) as attribute,
    coalesce(found.member, expected.member) as member
from found
full outer join {{ ref('int_groups') }} as expected
    on found.attribute = expected.attribute and found.member = expected.member
where found.member is null or expected.member is null
