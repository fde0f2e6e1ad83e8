-- What was delivered for a month, category and payment type arrives there: a swapped
-- category or a month off by one would leave every total as it is. The accepted spend is
-- compared with the delivered text; quarantined rows are added back.
with delivered as (
    select
        lower(trim(month)) as month,
        lower(trim(category)) as category,
        lower(trim(payment_type)) as payment_type,
        sum({{ read_amount('spend') }}) as spend_inr
    from {{ ref('raw_spends') }}
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

expected as (
    select
        months.sort_order as month_number,
        categories.member as category,
        payment_types.member as payment_type,
        sum(delivered.spend_inr) as spend_inr
    from delivered
    inner join members as months
        on months.attribute = 'month' and delivered.month = months.spelling
    inner join members as categories
        on categories.attribute = 'category' and delivered.category = categories.spelling
    inner join members as payment_types
        on
            payment_types.attribute = 'payment_type'
            and delivered.payment_type = payment_types.spelling
    group by months.sort_order, categories.member, payment_types.member
),

found as (
    select
        category,
        payment_type,
        extract(month from month_start_date) as month_number,
        sum(spend_inr) as spend_inr
    from {{ ref('fct_spends') }}
    group by extract(month from month_start_date), category, payment_type
),

quarantined as (
    select
        month_number,
        category,
        payment_type,
        sum(spend_inr) as spend_inr
    from {{ ref('stg_checked_spends') }}
    where quarantine_reasons is not null
    group by month_number, category, payment_type
)

select
    coalesce(expected.month_number, found.month_number) as month_number,
    coalesce(expected.category, found.category) as category,
    coalesce(expected.payment_type, found.payment_type) as payment_type
from expected
full outer join found
    on
        expected.month_number = found.month_number
        and expected.category = found.category
        and expected.payment_type = found.payment_type
left join quarantined
    on
        expected.month_number = quarantined.month_number
        and expected.category = quarantined.category
        and expected.payment_type = quarantined.payment_type
where
    coalesce(expected.spend_inr, 0)
    <> coalesce(found.spend_inr, 0) + coalesce(quarantined.spend_inr, 0)
