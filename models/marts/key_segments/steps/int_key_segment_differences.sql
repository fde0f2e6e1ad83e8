-- Grain: one row per published key segment.
-- Does the combination differ from what its single attributes let expect, by more than
-- chance would make it in a list of this length?
with segments as (
    select
        published.key_segment,
        expectations.expected_pct,
        expectations.residual_standard_error_pct,
        'all' as list_name,
        -- withheld segments are not here, so that none of these is hidden
        false as is_suppressed,
        sums.utilisation_pct - expectations.expected_pct as difference_points
    from {{ ref('int_published_key_segments') }} as published
    inner join {{ ref('int_key_segment_sums') }} as sums
        on published.key_segment = sums.key_segment
    inner join {{ ref('int_key_segment_expectations') }} as expectations
        on published.key_segment = expectations.key_segment
),

{{ holm(
    'segments', 'difference_points', 'residual_standard_error_pct', 'list_name', null_value=0
) }}

select
    key_segment,
    expected_pct,
    adjusted_p_value < {{ var('distinctive_alpha') }} as differs_from_expected
from adjusted
