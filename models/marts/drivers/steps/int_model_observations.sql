-- Grain: one row per modelled customer and term that is not zero for the customer.
-- Customers without spend have no logarithm and no card share: they are left out.
with customers as (
    select
        utilisation.customer_id,
        ln(utilisation.utilisation_pct) as log_utilisation,
        {{ share_pct('totals.credit_card_spend_inr', 'totals.total_spend_inr') }}
            as card_share_pct,
        -- groups of the jackknife, by lot
        row_number() over (order by md5(utilisation.customer_id))
        % {{ var('jackknife_groups') }} + 1 as jackknife_group
    from {{ ref('int_customer_utilisation') }} as utilisation
    inner join {{ ref('int_customer_totals') }} as totals
        on utilisation.customer_id = totals.customer_id
    where totals.total_spend_inr > 0
),

observations as (
    select
        customers.customer_id,
        customers.jackknife_group,
        terms.term,
        cast(1 as double) as term_value
    from customers
    inner join {{ ref('int_customer_groups') }} as memberships
        on customers.customer_id = memberships.customer_id
    inner join {{ ref('int_model_terms') }} as terms
        on
            memberships.attribute = terms.attribute
            and memberships.member = terms.member
    union all
    select
        customers.customer_id,
        customers.jackknife_group,
        terms.term,
        case terms.attribute
            when 'intercept' then 1
            when 'log_utilisation' then customers.log_utilisation
            when 'card_share_pct' then customers.card_share_pct
        end as term_value
    from customers
    cross join {{ ref('int_model_terms') }} as terms
    where terms.term_role in ('intercept', 'outcome')
)

select * from observations
