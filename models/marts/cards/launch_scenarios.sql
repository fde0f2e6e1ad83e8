-- Grain: one row per card, scenario, assumption moved and level of spend.
-- Arithmetic on stated assumptions, not a forecast.
select
    card_id,
    card_name,
    sort_order,
    scenario,
    moved_assumption,
    spend_level,
    customers_in_scope,
    {{ rounded(launch_assumptions() + [
        'active_customers', 'moved_spend_inr', 'interchange_inr', 'reward_cost_inr',
        'fee_inr', 'net_inr',
    ]) }},
    is_suppressed
from {{ ref('int_launch_results') }}
