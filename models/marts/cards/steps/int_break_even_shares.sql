-- Grain: one row per card and scenario: the shares of spend by other means between which a
-- running year covers its costs, found between two tried shares on a straight line. A limit is
-- null where there is none: no share does, or all do up to the largest.
with tried as (
    select
        card_id,
        scenario,
        moved_share_pct,
        running_year_inr,
        lead(moved_share_pct) over shares as next_share_pct,
        lead(running_year_inr) over shares as next_running_year_inr
    from {{ ref('int_card_economics') }}
    where is_tried
    window shares as (partition by card_id, scenario order by moved_share_pct)
),

crossings as (
    select
        *,
        moved_share_pct
        + (next_share_pct - moved_share_pct) * (0 - running_year_inr)
        / nullif(next_running_year_inr - running_year_inr, 0) as crossing_pct
    from tried
)

select
    card_id,
    scenario,
    min(
        case
            when moved_share_pct = 0 and running_year_inr >= 0 then 0
            when running_year_inr < 0 and next_running_year_inr >= 0 then crossing_pct
        end
    ) as break_even_from_pct,
    max(
        case when running_year_inr >= 0 and next_running_year_inr < 0 then crossing_pct end
    ) as break_even_to_pct
from crossings
group by card_id, scenario
