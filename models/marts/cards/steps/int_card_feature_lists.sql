-- Grain: one row per proposed card that has a supported feature.
select
    card_id,
    count(*) as feature_count,
    {{ joined(
        "feature_name || coalesce(' (' || " ~ written('benefit_rate_pct') ~ " || ' %'"
        ~ " || coalesce(', up to ' || " ~ written_inr('monthly_cap_inr') ~ " || ' a month', '')"
        ~ " || ')', ' (' || " ~ written_inr('benefit_inr')
        ~ " || case benefit_period when 'quarter' then ' a quarter)' else ' once)' end, '')",
        '; ',
        'feature_id',
    ) }} as features,
    {{ joined(
        "case when cost_status = 'not costed' then feature_name end", '; ', 'feature_id'
    ) }} as not_costed_features,
    coalesce(sum(highest_cost_inr_a_month), 0) as highest_reward_cost_inr_a_month
from {{ ref('int_card_features') }}
group by card_id
