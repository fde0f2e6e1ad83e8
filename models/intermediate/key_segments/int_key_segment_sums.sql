-- Grain: one row per set of one to three attributes and combination of members that a
-- customer has.
select
    segments.attribute_set,
    segments.key_segment,
    segments.attribute_count,
    {%- for position in range(1, 4) %}
    segments.attribute_{{ position }},
    segments.member_{{ position }},
    {%- endfor %}
    cast(sum(cells.customer_count) as bigint) as customer_count,
    sum(cells.monthly_income_inr) as monthly_income_inr,
    sum(cells.monthly_spend_inr) as monthly_spend_inr,
    100 * sum(cells.monthly_spend_inr) / sum(cells.monthly_income_inr) as utilisation_pct,
    100 * {{ ratio_standard_error_of_sums(
        'sum(cells.customer_count)',
        'sum(cells.monthly_spend_inr)',
        'sum(cells.monthly_income_inr)',
        'sum(cells.spend_squares)',
        'sum(cells.spend_income_products)',
        'sum(cells.income_squares)',
    ) }} as utilisation_standard_error_pct,
    {%- for measure in payment_measures() %}
    cast(sum(cells.{{ measure }}_spend_inr) as decimal(18, 2)) as {{ measure }}_spend_inr,
    {%- endfor %}
    cast(sum(cells.total_spend_inr) as decimal(18, 2)) as total_spend_inr
from {{ ref('int_key_segment_cells') }} as segments
inner join {{ ref('int_demographic_cells') }} as cells on segments.cell = cells.cell
group by
    segments.attribute_set,
    segments.key_segment,
    segments.attribute_count,
    segments.attribute_1,
    segments.member_1,
    segments.attribute_2,
    segments.member_2,
    segments.attribute_3,
    segments.member_3
