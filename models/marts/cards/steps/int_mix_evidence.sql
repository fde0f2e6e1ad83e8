-- Grain: one row per category or payment type, and group of customers that spends
-- distinctively more on it or by it. Only groups that a bank may choose by; a city or an
-- occupation must do so with ages, genders and marital statuses held, since choosing it
-- for its people would be choosing them.
select
    dimension as evidence_rule,
    item,
    attribute,
    member,
    case
        when attribute = 'segment' then 'segment_categories'
        when dimension = 'category' then 'demographic_categories'
        else 'demographic_payment_types'
    end as evidence_mart,
    case
        when attribute = 'segment'
            then {{ lookup_key(['segment', 'category'], ['member', 'item']) }}
        when dimension = 'category'
            then {{ lookup_key(
                ['attribute', 'member', 'category'], ['attribute', 'member', 'item']
            ) }}
        else
            {{ lookup_key(
                ['attribute', 'member', 'payment_type'], ['attribute', 'member', 'item']
            ) }}
    end as evidence_key,
    'affinity_index' as evidence_column,
    'index points, 100 = as everybody' as figure_unit,
    affinity_index as figure,
    affinity_ci_low as ci_low,
    affinity_ci_high as ci_high,
    cast(100 as double) as threshold,
    standardised_index,
    case
        when
            standardised_ci_low > 100
            and standardised_index >= 100 + {{ var('distinctive_min_index_points') }}
            then 'specific to the group'
        when standardised_ci_high < 100 + {{ var('distinctive_min_index_points') }}
            then 'follows from its ages and genders'
        else 'cannot be told'
    end as supported_as,
    customer_count,
    reliability
from {{ ref('int_published_spend_mix') }}
where
    is_distinctive
    and affinity_index > 100
    and not {{ is_personal('attribute') }}
    -- how a segment pays is a question for the card that it gets, not for a feature
    and not (attribute = 'segment' and dimension = 'payment_type')
    and (
        attribute = 'segment'
        or (
            standardised_ci_low > 100
            and standardised_index >= 100 + {{ var('distinctive_min_index_points') }}
        )
    )
