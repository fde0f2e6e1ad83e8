-- Grain: one row per card, scenario, assumption moved and line of its economics.
-- Where one assumption moves alone, the results are enough.
with cards as (
    select
        economics.*,
        cases.acceptance_pct,
        cases.activation_pct,
        hidden.is_hidden as is_suppressed
    from {{ ref('int_card_economics') }} as economics
    inner join {{ ref('int_hidden_groups') }} as hidden
        on hidden.attribute = 'card' and economics.card_id = hidden.member
    inner join {{ ref('int_launch_cases') }} as cases
        on
            economics.scenario = cases.scenario
            and economics.moved_assumption = cases.moved_assumption
    where not economics.is_tried
),

lines as (
    {%- for line, kind, words in economics_lines() %}
    {%- set reach = var('confidence_z') ~ ' * ' ~ line | replace('_inr', '_standard_error') %}
    select
        card_id,
        scenario,
        moved_assumption,
        {{ loop.index }} as measure_order,
        '{{ words }}' as measure,
        '{{ kind }}' as measure_kind,
        'INR per active customer and year' as unit,
        customer_count,
        {{ line }} as figure,
        {{ line }} - {{ reach }} as ci_low,
        {{ line }} + {{ reach }} as ci_high,
        1000.0 * acceptance_pct * activation_pct / 100 * {{ line }}
            as inr_per_100000_offered,
        is_suppressed
    from cards
    {{ "where moved_assumption = 'all'" if kind not in ['result', 'customer'] }}
    union all
    {%- endfor %}
    select
        card_id,
        scenario,
        moved_assumption,
        {{ economics_lines() | length + 1 }} as measure_order,
        'Months to pay back what a new customer costs' as measure,
        'result' as measure_kind,
        'months' as unit,
        customer_count,
        case when running_year_inr > 0 then 12 * one_off_cost_inr / running_year_inr end
            as figure,
        null as ci_low,
        null as ci_high,
        null as inr_per_100000_offered,
        is_suppressed
    from cards
    where moved_assumption = 'all'
    {%- for limit, words in {'from': 'from', 'to': 'up to'}.items() %}
    union all
    select
        cards.card_id,
        cards.scenario,
        cards.moved_assumption,
        {{ economics_lines() | length + 1 + loop.index }} as measure_order,
        'Share of other spend {{ words }} which a running year covers its costs'
            as measure,
        'result' as measure_kind,
        'per cent of spend by other means' as unit,
        cards.customer_count,
        break_even.break_even_{{ limit }}_pct as figure,
        null as ci_low,
        null as ci_high,
        null as inr_per_100000_offered,
        cards.is_suppressed
    from cards
    inner join {{ ref('int_break_even_shares') }} as break_even
        on cards.card_id = break_even.card_id and cards.scenario = break_even.scenario
    where cards.moved_assumption = 'all'
    {%- endfor %}
)

select
    card_id,
    scenario,
    moved_assumption,
    measure_order,
    measure,
    measure_kind,
    unit,
    {{ unless_suppressed([
        'customer_count', 'figure', 'ci_low', 'ci_high', 'inr_per_100000_offered',
    ]) }},
    is_suppressed
from lines
