-- Question 5: which features would raise card use?
-- The room: what each category spends by other means than credit card, and the groups that
-- spend more on it than others. It shows need, not uplift: that takes an experiment.
with categories as (
    select
        category,
        spend_rank,
        credit_card_share_pct,
        avg_monthly_spend_inr * (100 - credit_card_share_pct) / 100
            as monthly_non_card_spend_inr
    from {{ ref('categories') }}
),

groups as (
    select
        category,
        string_agg(
            member || ' ' || cast(round(affinity_index) as string), ', '
            order by affinity_index desc
        ) as groups_that_spend_more
    from {{ ref('demographic_categories') }}
    where is_distinctive and affinity_index > 100
    group by category
)

select
    categories.*,
    groups.groups_that_spend_more
from categories
left join groups on categories.category = groups.category
order by categories.monthly_non_card_spend_inr desc
