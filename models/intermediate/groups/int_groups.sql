-- Grain: one row per attribute and member, met by a customer or not.
with accepted as (
    select
        attribute,
        member,
        sort_order
    from {{ ref('accepted_members') }}
    where
        attribute in (
            {%- for attribute in demographics() %}
            '{{ attribute }}' {{- ',' if not loop.last }}
            {%- endfor %}
        )
        and spelling = member
),

groups as (
    select * from accepted
    union all
    select
        'segment' as attribute,
        'High' as member,
        1 as sort_order
    union all
    select
        'segment' as attribute,
        'Mid' as member,
        2 as sort_order
    union all
    select
        'segment' as attribute,
        'Low' as member,
        3 as sort_order
    union all
    select
        'income_band' as attribute,
        income_band as member,
        sort_order
    from {{ ref('int_income_bands') }}
    union all
    select
        'card' as attribute,
        card_id as member,
        sort_order
    from {{ ref('card_designs') }}
    union all
    select
        'portfolio' as attribute,
        'All customers' as member,
        1 as sort_order
)

select * from groups
