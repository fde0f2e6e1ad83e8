-- Which segments of the first tier stay there when any one month is left out? One row per
-- list, segment and month: no segment should lead because of one month.
select
    months.list_name,
    months.key_segment,
    months.month_start_date as month_left_out,
    months.utilisation_pct,
    months.is_in_top_tier
from {{ ref('int_key_segment_months') }} as months
inner join {{ ref('int_key_segment_tiers') }} as tiers
    on months.list_name = tiers.list_name and months.key_segment = tiers.key_segment
where tiers.tier = 1
order by months.list_name asc, months.key_segment asc, months.month_start_date asc
