-- What was delivered for a month, category and payment type arrives there, or is quarantined
-- there: a swapped category or a month off by one would leave every total as it is. The
-- delivered text is read here once more, and every cell must come to nothing.
with delivered as (
    select
        {{ comparable('month') }} as month,
        {{ comparable('category') }} as category,
        {{ comparable('payment_type') }} as payment_type,
        sum(amount_inr) as spend_inr
    from (
        select
            month,
            category,
            payment_type,
            sum({{ read_amount('spend') }}) as amount_inr
        from {{ ref('raw_spends') }}
        group by all
    ) as spellings
    group by all
),

members as (
    select
        attribute,
        member,
        sort_order,
        lower(spelling) as spelling
    from {{ ref('accepted_members') }}
),

-- a name, three letters of it, a number or a date
months as (
    select
        delivered.month,
        max(members.sort_order) as month_number
    from (select distinct month from delivered) as delivered
    inner join members
        on
            members.attribute = 'month'
            and (
                delivered.month = members.spelling
                or trim(trailing '.' from delivered.month) = substr(members.spelling, 1, 3)
                or try_cast(delivered.month as double) = members.sort_order
                or extract(month from try_cast(delivered.month as date)) = members.sort_order
            )
    group by delivered.month
),

cells as (
    select
        months.month_number,
        categories.member as category,
        payment_types.member as payment_type,
        delivered.spend_inr
    from delivered
    left join months on delivered.month = months.month
    left join members as categories
        on categories.attribute = 'category' and delivered.category = categories.spelling
    left join members as payment_types
        on
            payment_types.attribute = 'payment_type'
            and delivered.payment_type = payment_types.spelling
    union all
    select
        extract(month from month_start_date) as month_number,
        category,
        payment_type,
        -sum(spend_inr) as spend_inr
    from {{ ref('fct_spends') }}
    group by month_start_date, category, payment_type
    union all
    select
        month_number,
        category,
        payment_type,
        -spend_inr as spend_inr
    from {{ ref('stg_quarantined_spends') }}
)

select
    month_number,
    category,
    payment_type,
    sum(spend_inr) as missing_spend_inr
from cells
group by month_number, category, payment_type
having sum(spend_inr) <> 0
