-- Grain: one row per card, scenario and assumption moved: the economics of a customer times
-- the customers of the pilot who would be active, in INR a year.
with active as (
    select
        cards.card_id,
        cards.card_name,
        cards.sort_order,
        cases.scenario,
        cases.moved_assumption,
        {%- for assumption in launch_assumptions() %}
        cases.{{ assumption }},
        {%- endfor %}
        cards.is_suppressed,
        cards.customer_count as customers_in_scope,
        cards.customer_count * cases.acceptance_pct / 100 * cases.activation_pct / 100
            as active_customers
    from {{ ref('int_card_proposals') }} as cards
    cross join {{ ref('int_launch_cases') }} as cases
),

sums as (
    select
        active.*,
        {%- for line in ['carried_spend', 'income', 'running_cost', 'one_off_cost'] %}
        active.active_customers * economics.{{ line }}_inr as {{ line }}_inr,
        {%- endfor %}
        active.active_customers * economics.running_year_inr as contribution_running_year_inr,
        active.active_customers * economics.first_year_inr as contribution_first_year_inr
    from active
    inner join {{ ref('int_card_economics') }} as economics
        on
            active.card_id = economics.card_id
            and active.scenario = economics.scenario
            and active.moved_assumption = economics.moved_assumption
            and not economics.is_tried
)

select
    card_id,
    card_name,
    sort_order,
    scenario,
    moved_assumption,
    customers_in_scope,
    {{ rounded(launch_assumptions() + [
        'active_customers', 'carried_spend_inr', 'income_inr', 'running_cost_inr',
        'one_off_cost_inr', 'contribution_running_year_inr', 'contribution_first_year_inr',
    ]) }},
    is_suppressed
from sums
