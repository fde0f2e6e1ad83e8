-- Question 4: which segments are likely to be the highest-value users of the new cards?
-- The segments to act on, by tier of statistically tied ones. Those that a simpler segment
-- explains are left out; size and payment mix stand beside.
select
    usable_tier,
    key_segment,
    customer_count,
    utilisation_pct,
    utilisation_ci_low_pct,
    utilisation_ci_high_pct,
    stays_in_top_tier_without_any_month,
    avg_monthly_income_inr,
    non_card_spend_inr,
    credit_card_share_pct,
    upi_share_pct,
    top_category_1,
    top_affinity_1
from {{ ref('key_segments') }}
where not uses_personal_attribute and explained_by_segment is null
order by usable_tier asc, utilisation_pct desc
