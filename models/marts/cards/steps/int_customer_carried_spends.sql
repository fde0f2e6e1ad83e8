-- Grain: one row per customer and launch case: what the card proposed would carry, in INR a
-- year, and the interchange on it.
-- A view: as many rows as customers times cases, and read twice.
{{ config(materialized='view') }}
with customers as (
    select
        cards.customer_id,
        cards.card_id,
        12 * cast(totals.total_spend_inr - totals.credit_card_spend_inr as double)
        / nullif(coverage.month_count, 0) as non_card_spend_inr,
        12 * cast(totals.upi_spend_inr as double) / nullif(coverage.month_count, 0)
            as upi_spend_inr,
        12 * cast(totals.credit_card_spend_inr as double) / nullif(coverage.month_count, 0)
            as card_spend_inr
    from {{ ref('int_customer_cards') }} as cards
    inner join {{ ref('int_customer_totals') }} as totals
        on cards.customer_id = totals.customer_id
    cross join {{ ref('int_delivery_coverage') }} as coverage
)

select
    customers.customer_id,
    customers.card_id,
    cases.scenario,
    cases.moved_assumption,
    {%- for assumption in launch_assumptions() %}
    cases.{{ assumption }},
    {%- endfor %}
    cases.is_tried,
    customers.non_card_spend_inr * cases.moved_share_pct / 100 as moved_spend_inr,
    customers.card_spend_inr * cases.moved_card_share_pct / 100 as moved_card_spend_inr,
    customers.non_card_spend_inr * cases.moved_share_pct / 100
    + customers.card_spend_inr * cases.moved_card_share_pct / 100 as carried_spend_inr,
    -- spend that comes from UPI earns interchange in part
    (
        customers.non_card_spend_inr
        - customers.upi_spend_inr * (1 - cases.upi_with_interchange_pct / 100)
    ) * cases.moved_share_pct / 100 * cases.interchange_pct / 100 as interchange_inr,
    customers.card_spend_inr * cases.moved_card_share_pct / 100
    * cases.interchange_pct / 100 as card_interchange_inr
from customers
cross join {{ ref('int_economics_cases') }} as cases
