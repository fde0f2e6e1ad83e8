-- Question 5: which features would raise card use?
-- What the pilot supports, by the room that each feature has. Need, not uplift: what raises
-- card use takes an experiment (experiment_size.sql).
select
    feature_name,
    target_member,
    figure,
    ci_low,
    ci_high,
    figure_unit,
    standardised_index,
    supported_as,
    customer_count,
    headroom_inr_a_month,
    rate_low,
    rate_high,
    rate_unit,
    cap_or_condition,
    caution,
    evidence_mart,
    evidence_key
from {{ ref('card_feature_recommendations') }}
where tier = 1
order by headroom_inr_a_month desc, feature_name asc, target_member asc
