-- A misspelt group or category would read as "nobody to measure": every claim names one
-- that exists.
select claims.claim_id
from {{ ref('study_claims') }} as claims
left join {{ ref('int_groups') }} as groups
    on claims.attribute = groups.attribute and claims.member = groups.member
left join {{ ref('accepted_members') }} as categories
    on
        categories.attribute = 'category'
        and claims.item = categories.member
        and categories.spelling = categories.member
where
    (
        claims.member is not null
        and groups.member is null
        and claims.test <> 'usable_segment_rank'
    )
    or (
        claims.item is not null
        and categories.member is null
        and claims.item not in ('High', 'Mid', 'Low')
    )
