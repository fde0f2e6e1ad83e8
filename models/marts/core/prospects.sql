-- Grain: one row per accepted customer, ranked for a campaign.
-- Rests on the customer's own spending and payment habits, never on gender, age or marital
-- status: value segment first, then the spend that a card could take over.
with customers as (
    select
        utilisation.customer_id,
        cards.card_id,
        designs.card_name,
        utilisation.segment,
        segments.sort_order as segment_sort_order,
        utilisation.utilisation_pct,
        utilisation.avg_monthly_spend_inr,
        {{ share_pct('totals.credit_card_spend_inr', 'totals.total_spend_inr') }}
            as credit_card_share_pct,
        {{ share_pct('totals.upi_spend_inr', 'totals.total_spend_inr') }} as upi_share_pct,
        cast(totals.total_spend_inr - totals.credit_card_spend_inr as double)
        / nullif(coverage.month_count, 0) as non_card_spend_inr_a_month,
        leaders.leading_category,
        leaders.leading_category_index
    from {{ ref('int_customer_utilisation') }} as utilisation
    inner join {{ ref('int_customer_totals') }} as totals
        on utilisation.customer_id = totals.customer_id
    inner join {{ ref('int_customer_cards') }} as cards
        on utilisation.customer_id = cards.customer_id
    inner join {{ ref('card_designs') }} as designs on cards.card_id = designs.card_id
    inner join {{ ref('int_groups') }} as segments
        on segments.attribute = 'segment' and utilisation.segment = segments.member
    cross join {{ ref('int_delivery_coverage') }} as coverage
    left join {{ ref('int_customer_leading_categories') }} as leaders
        on utilisation.customer_id = leaders.customer_id
),

ranked as (
    select
        *,
        row_number() over (
            order by segment_sort_order asc, non_card_spend_inr_a_month desc, customer_id asc
        ) as campaign_rank,
        row_number() over (
            partition by card_id
            order by segment_sort_order asc, non_card_spend_inr_a_month desc, customer_id asc
        ) as card_rank
    from customers
)

select
    customer_id,
    cast(campaign_rank as bigint) as campaign_rank,
    card_id,
    card_name,
    cast(card_rank as bigint) as card_rank,
    case
        when leading_category is null then 'No spend in the delivery'
        else
            'Spends ' || {{ written('utilisation_pct', 0) }} || ' % of income ('
            || segment || '), ' || {{ written_inr('non_card_spend_inr_a_month') }}
            || ' a month by other means than credit card; '
            || case
                when upi_share_pct > credit_card_share_pct
                    then 'pays more by UPI than by credit card'
                else
                    'pays ' || {{ written('credit_card_share_pct', 0) }}
                    || ' % by credit card'
            end
            || '; leans most to ' || leading_category || ' ('
            || {{ written('leading_category_index', 0) }} || ')'
    end as reason,
    segment,
    utilisation_pct,
    avg_monthly_spend_inr,
    non_card_spend_inr_a_month,
    credit_card_share_pct,
    upi_share_pct,
    leading_category,
    leading_category_index
from ranked
