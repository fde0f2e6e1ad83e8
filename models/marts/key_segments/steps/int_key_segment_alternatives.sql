-- Grain: one row per published key segment that uses gender, age or marital status and
-- has an alternative: the best published segment without them that keeps its city and
-- occupation, where it has them.
with segments as (
    select
        key_segment,
        uses_personal_attribute
    from {{ ref('int_published_key_segments') }}
),

impersonal_parts as (
    select
        key_segment,
        attribute,
        member
    from {{ ref('int_key_segment_parts') }}
    where not is_personal
),

comparable as (
    select
        personal.key_segment,
        alternatives.key_segment as alternative_segment
    from segments as personal
    cross join segments as alternatives
    left join impersonal_parts as own_parts
        on personal.key_segment = own_parts.key_segment
    left join impersonal_parts as kept_parts
        on
            alternatives.key_segment = kept_parts.key_segment
            and own_parts.attribute = kept_parts.attribute
            and own_parts.member = kept_parts.member
    where personal.uses_personal_attribute and not alternatives.uses_personal_attribute
    group by personal.key_segment, alternatives.key_segment
    having count(own_parts.attribute) = count(kept_parts.attribute)
),

ranked as (
    select
        comparable.key_segment,
        comparable.alternative_segment,
        sums.customer_count as alternative_customer_count,
        sums.utilisation_pct as alternative_utilisation_pct,
        row_number() over (
            partition by comparable.key_segment
            order by
                sums.utilisation_pct desc,
                comparable.alternative_segment asc
        ) as alternative_rank
    from comparable
    inner join {{ ref('int_key_segment_sums') }} as sums
        on comparable.alternative_segment = sums.key_segment
)

select
    key_segment,
    alternative_segment,
    alternative_customer_count,
    alternative_utilisation_pct
from ranked
where alternative_rank = 1
