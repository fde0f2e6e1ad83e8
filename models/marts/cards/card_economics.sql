-- Grain: one row per card, scenario, assumption moved and line of its economics.
-- Arithmetic on stated assumptions, not a forecast.
select
    economics.card_id,
    designs.card_name,
    designs.sort_order,
    economics.scenario,
    economics.moved_assumption,
    economics.measure_order,
    economics.measure,
    economics.measure_kind,
    economics.unit,
    economics.customer_count,
    {{ rounded(['figure', 'ci_low', 'ci_high', 'inr_per_100000_offered']) }},
    economics.is_suppressed
from {{ ref('int_economics_lines') }} as economics
inner join {{ ref('card_designs') }} as designs
    on economics.card_id = designs.card_id
