-- Grain: one row per segment, attribute and member, met by a customer or not. Income bands are
-- here, too: the high-value customers in them are counted.
with customers as (
    select
        memberships.attribute,
        memberships.member,
        utilisation.segment,
        utilisation.avg_monthly_income_inr,
        utilisation.avg_monthly_spend_inr,
        totals.total_spend_inr,
        totals.total_spend_inr - totals.credit_card_spend_inr as non_card_spend_inr
    from {{ ref('int_customer_groups') }} as memberships
    inner join {{ ref('int_customer_utilisation') }} as utilisation
        on memberships.customer_id = utilisation.customer_id
    inner join {{ ref('int_customer_totals') }} as totals
        on memberships.customer_id = totals.customer_id
    where
        {{ is_demographic('memberships.attribute') }}
        or memberships.attribute = 'income_band'
),

cells as (
    select
        segment,
        attribute,
        member,
        count(*) as customer_count,
        sum(total_spend_inr) as total_spend_inr,
        sum(non_card_spend_inr) as non_card_spend_inr,
        avg(avg_monthly_income_inr) as avg_monthly_income_inr,
        100 * sum(avg_monthly_spend_inr) / sum(avg_monthly_income_inr) as utilisation_pct,
        100 * {{ ratio_standard_error('avg_monthly_spend_inr', 'avg_monthly_income_inr') }}
            as utilisation_standard_error_pct
    from customers
    group by segment, attribute, member
),

all_cells as (
    select
        segments.member as segment,
        groups.attribute,
        groups.member,
        groups.sort_order,
        segments.sort_order as segment_sort_order,
        cells.avg_monthly_income_inr,
        cells.utilisation_pct,
        cells.utilisation_standard_error_pct,
        cast(coalesce(cells.total_spend_inr, 0) as decimal(18, 2)) as total_spend_inr,
        cast(coalesce(cells.non_card_spend_inr, 0) as decimal(18, 2))
            as non_card_spend_inr,
        coalesce(cells.customer_count, 0) as customer_count
    from {{ ref('int_groups') }} as segments
    cross join {{ ref('int_groups') }} as groups
    left join cells
        on
            segments.member = cells.segment
            and groups.attribute = cells.attribute
            and groups.member = cells.member
    where
        segments.attribute = 'segment'
        and ({{ is_demographic('groups.attribute') }} or groups.attribute = 'income_band')
)

select * from all_cells
