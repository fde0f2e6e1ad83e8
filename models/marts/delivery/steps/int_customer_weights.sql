-- Grain: one row per published group: how far one customer moves its utilisation, in points.
with customers as (
    select
        memberships.attribute,
        memberships.member,
        utilisation.avg_monthly_spend_inr as spend,
        utilisation.avg_monthly_income_inr as income
    from {{ ref('int_customer_groups') }} as memberships
    inner join {{ ref('int_customer_utilisation') }} as utilisation
        on memberships.customer_id = utilisation.customer_id
),

sums as (
    select
        *,
        count(*) over one_group as customer_count,
        sum(spend) over one_group as group_spend,
        sum(income) over one_group as group_income
    from customers
    window one_group as (partition by attribute, member)
)

select
    sums.attribute,
    sums.member,
    max(sums.customer_count) as customer_count,
    max(abs(
        100 * sums.group_spend / sums.group_income
        - 100 * (sums.group_spend - sums.spend) / nullif(sums.group_income - sums.income, 0)
    )) as most_points
from sums
inner join {{ ref('int_hidden_groups') }} as hidden
    on sums.attribute = hidden.attribute and sums.member = hidden.member
where not hidden.is_hidden
group by sums.attribute, sums.member
