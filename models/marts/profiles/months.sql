-- Grain: one row per month with an accepted spend.
select
    months.month_start_date,
    months.month,
    months.month_number,
    spends.spend_rank,
    spends.total_spend_inr,
    {{ rounded([
        'spend_share_pct', 'avg_monthly_spend_inr', 'utilisation_pct',
        'credit_card_share_pct',
    ]) }}
from {{ ref('dim_months') }} as months
inner join {{ ref('int_month_spends') }} as spends
    on months.month_start_date = spends.month_start_date
