{#-
    The measures of a spend table, one row a member, from the columns `total_spend_inr`,
    `month_count` (the months that the total covers) and `monthly_income_inr` (everybody's).
    `whole` is the window over which totals are shared out and ranked.
-#}
{% macro spend_measures(whole='') -%}
    total_spend_inr,
        {{ share_pct('total_spend_inr', 'sum(total_spend_inr) over (' ~ whole ~ ')') }}
            as spend_share_pct,
        cast(total_spend_inr as double) / month_count as avg_monthly_spend_inr,
        100 * cast(total_spend_inr as double) / month_count
        / nullif(monthly_income_inr, 0) as utilisation_pct,
        cast(rank() over ({{ whole ~ ' ' if whole }}order by total_spend_inr desc) as bigint) as spend_rank
{%- endmacro %}
