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
    cast(sum(combinations.customer_count) as bigint) as customer_count,
    sum(combinations.monthly_income_inr) as monthly_income_inr,
    sum(combinations.monthly_spend_inr) as monthly_spend_inr,
    100 * sum(combinations.monthly_spend_inr) / sum(combinations.monthly_income_inr)
        as utilisation_pct,
    100 * {{ ratio_standard_error_of_sums(
        'sum(combinations.customer_count)',
        'sum(combinations.monthly_spend_inr)',
        'sum(combinations.monthly_income_inr)',
        'sum(combinations.spend_squares)',
        'sum(combinations.spend_income_products)',
        'sum(combinations.income_squares)',
    ) }} as utilisation_standard_error_pct,
    {%- for measure in payment_measures() %}
    cast(sum(combinations.{{ measure }}_spend_inr) as decimal(18, 2))
        as {{ measure }}_spend_inr,
    {%- endfor %}
    cast(sum(combinations.total_spend_inr) as decimal(18, 2)) as total_spend_inr
from {{ ref('int_key_segment_combinations') }} as segments
inner join {{ ref('int_attribute_combinations') }} as combinations
    on segments.combination = combinations.combination
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
