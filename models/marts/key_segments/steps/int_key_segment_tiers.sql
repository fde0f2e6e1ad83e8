-- Grain: one row per published key segment and list that it stands in.
with segments as (
    select
        lists.list_name,
        lists.key_segment as item,
        segments.utilisation_pct as estimate,
        segments.utilisation_standard_error_pct as standard_error
    from {{ ref('int_key_segment_lists') }} as lists
    inner join {{ ref('int_key_segment_sums') }} as segments
        on lists.key_segment = segments.key_segment
),

{{ tiers('segments', ['list_name'], 8) }}

select
    list_name,
    item as key_segment,
    tier,
    comparison_count
from tiered
