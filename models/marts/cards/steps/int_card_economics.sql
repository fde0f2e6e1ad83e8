-- Grain: one row per card and launch case: the mean of each line over the card's customers,
-- and its standard error.
select
    card_id,
    scenario,
    moved_assumption,
    moved_share_pct,
    is_tried,
    {%- for line, kind, words in economics_lines() %}
    avg({{ line }}) as {{ line }},
    stddev_samp({{ line }}) / sqrt(count(*))
        as {{ line | replace('_inr', '_standard_error') }},
    {%- endfor %}
    avg(income_inr) as income_inr,
    avg(running_cost_inr) as running_cost_inr,
    avg(one_off_cost_inr) as one_off_cost_inr,
    count(*) as customer_count
from {{ ref('int_customer_economics') }}
group by card_id, scenario, moved_assumption, moved_share_pct, is_tried
