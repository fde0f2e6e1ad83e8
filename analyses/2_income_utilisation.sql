-- Question 2: what share of their income do customers spend, and how sure is that?
-- The ratio of sums leads; the mean of customers' own ratios stands beside it.
select
    customer_count,
    utilisation_pct,
    utilisation_ci_low_pct,
    utilisation_ci_high_pct,
    mean_customer_utilisation_pct,
    high_value_customer_count,
    reliability
from {{ ref('portfolio') }}
