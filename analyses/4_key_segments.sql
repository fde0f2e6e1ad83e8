-- Question 4: who belongs to the value segments, where do they live, how do they pay?
-- Members that are over-represented in a segment by more than the width of the interval.
select
    segments.segment,
    segments.customer_count as segment_customer_count,
    segments.utilisation_pct,
    segments.credit_card_share_pct,
    profile.attribute,
    profile.member,
    profile.customer_count,
    profile.representation_index,
    profile.representation_ci_low,
    profile.reliability
from {{ ref('segments') }} as segments
inner join {{ ref('segment_demographics') }} as profile
    on segments.segment = profile.segment
where profile.representation_ci_low > 100
order by segments.sort_order asc, profile.representation_index desc
