-- Grain: one row per term of the main-effects model.
-- Terms: the intercept, one for each member that a modelled customer has, and the two
-- outcomes. The first member of an attribute is its reference: its effect is zero. Macro
-- sweep wants numbers: outcomes below zero, the intercept zero, members above.
with members as (
    select distinct
        groups.attribute,
        groups.member,
        groups.sort_order
    from {{ ref('int_groups') }} as groups
    inner join {{ ref('int_customer_groups') }} as memberships
        on
            groups.attribute = memberships.attribute
            and groups.member = memberships.member
    inner join {{ ref('int_customer_totals') }} as totals
        on memberships.customer_id = totals.customer_id
    where
        {{ is_demographic('groups.attribute') }}
        and totals.total_spend_inr > 0
),

ranked as (
    select
        *,
        row_number() over (
            partition by attribute order by sort_order, member
        ) = 1 as is_reference
    from members
),

numbered as (
    select
        *,
        row_number() over (
            order by is_reference, attribute, sort_order, member
        ) as term
    from ranked
),

terms as (
    select
        cast(term as int) as term,
        attribute,
        member,
        case when is_reference then 'reference' else 'effect' end as term_role
    from numbered
    union all
    select
        0 as term,
        'intercept' as attribute,
        'all' as member,
        'intercept' as term_role
    union all
    select
        -1 as term,
        'log_utilisation' as attribute,
        'all' as member,
        'outcome' as term_role
    union all
    select
        -2 as term,
        'card_share_pct' as attribute,
        'all' as member,
        'outcome' as term_role
)

select * from terms
