-- Grain: one row per customer and launch case: what the customer would bring and cost as an
-- active user of the card proposed, in INR a year. Arithmetic on stated assumptions.
-- A view: as many rows as customers times cases, and read once.
{{ config(materialized='view') }}
with lines as (
    select
        carried.customer_id,
        carried.card_id,
        carried.scenario,
        carried.moved_assumption,
        carried.moved_share_pct,
        carried.is_tried,
        carried.moved_spend_inr,
        carried.moved_card_spend_inr,
        carried.carried_spend_inr,
        carried.interchange_inr,
        carried.card_interchange_inr,
        carried.servicing_inr_a_year as servicing_inr,
        carried.acquisition_inr_per_card / (carried.activation_pct / 100) as acquisition_inr,
        coalesce(rewards.reward_inr, 0) as reward_inr,
        case
            when
                carried.carried_spend_inr >= terms.waiver_annual_spend_inr
                then 0
            else terms.annual_fee_inr
        end as fee_inr,
        {%- for term, times in {'milestone': 4, 'activation': 1}.items() %}
        case
            when
                carried.carried_spend_inr >= terms.{{ term }}_annual_spend_inr
                then {{ times }} * terms.{{ term }}_benefit_inr
            else 0
        end as {{ term }}_inr,
        {%- endfor %}
        carried.carried_spend_inr * carried.receivable_months / 12
        * carried.revolving_share_pct / 100 * carried.interest_pct / 100 as interest_inr,
        carried.carried_spend_inr * carried.receivable_months / 12
        * carried.funding_pct / 100 as funding_inr,
        carried.carried_spend_inr * carried.receivable_months / 12
        * carried.credit_loss_pct / 100 as credit_loss_inr
    from {{ ref('int_customer_carried_spends') }} as carried
    inner join {{ ref('int_card_terms') }} as terms on carried.card_id = terms.card_id
    left join {{ ref('int_customer_rewards') }} as rewards
        on
            carried.customer_id = rewards.customer_id
            and carried.scenario = rewards.scenario
            and carried.moved_assumption = rewards.moved_assumption
            and carried.moved_share_pct = rewards.moved_share_pct
            and carried.is_tried = rewards.is_tried
),

results as (
    select
        *,
        interchange_inr + card_interchange_inr + fee_inr + interest_inr as income_inr,
        reward_inr + milestone_inr + servicing_inr + funding_inr + credit_loss_inr
            as running_cost_inr,
        acquisition_inr + activation_inr as one_off_cost_inr,
        reward_inr + milestone_inr as customer_gets_inr
    from lines
)

-- the customer pays the fee: interest is the price of borrowing, for those who want to
select
    *,
    fee_inr as customer_pays_inr,
    income_inr - running_cost_inr as running_year_inr,
    income_inr - running_cost_inr - one_off_cost_inr as first_year_inr,
    customer_gets_inr - fee_inr as customer_net_inr,
    income_inr - running_cost_inr + customer_gets_inr - fee_inr as both_inr
from results
