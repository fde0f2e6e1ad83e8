-- Grain: one row per way of choosing as many customers as segment High has.
with customers as (
    select
        utilisation.customer_id,
        utilisation.segment,
        utilisation.avg_monthly_income_inr,
        utilisation.avg_monthly_spend_inr,
        cast(totals.total_spend_inr - totals.credit_card_spend_inr as double)
        / nullif(coverage.month_count, 0) as non_card_spend_inr,
        row_number() over (
            order by
                totals.total_spend_inr - totals.credit_card_spend_inr desc,
                utilisation.customer_id
        ) as spend_rank,
        sum(case when utilisation.segment = 'High' then 1 else 0 end) over () as chosen_count,
        count(*) over () as portfolio_count
    from {{ ref('int_customer_utilisation') }} as utilisation
    inner join {{ ref('int_customer_totals') }} as totals
        on utilisation.customer_id = totals.customer_id
    cross join {{ ref('int_delivery_coverage') }} as coverage
),

choices as (
    {%- for chosen_by, condition in {
        'income utilisation (segment High)': "segment = 'High'",
        'spend by other means than credit card': 'spend_rank <= chosen_count',
        'both': "segment = 'High' and spend_rank <= chosen_count",
    }.items() %}
    select
        '{{ chosen_by }}' as chosen_by,
        {{ loop.index }} as sort_order,
        count(*) filter (where {{ condition }}) as customer_count,
        coalesce(max(chosen_count), 0) as chosen_count,
        coalesce(max(portfolio_count), 0) as portfolio_count,
        sum(non_card_spend_inr) filter (where {{ condition }}) as non_card_spend_inr_a_month,
        {{ share_pct(
            'sum(non_card_spend_inr) filter (where ' ~ condition ~ ')',
            'sum(non_card_spend_inr)',
        ) }} as non_card_spend_share_pct,
        {{ share_pct(
            'sum(avg_monthly_spend_inr) filter (where ' ~ condition ~ ')',
            'sum(avg_monthly_income_inr) filter (where ' ~ condition ~ ')',
        ) }} as utilisation_pct
    from customers
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

-- both and either one differ by customers, and so do the chosen and everybody: neither must
-- be few
judged as (
    select
        choices.*,
        hidden.is_hidden
        or choices.customer_count between 1 and {{ var('disclosure_min_customers') }} - 1
        or choices.chosen_count - choices.customer_count
        between 1 and {{ var('disclosure_min_customers') }} - 1
        or choices.portfolio_count - choices.chosen_count
        between 1 and {{ var('disclosure_min_customers') }} - 1 as is_suppressed
    from choices
    cross join {{ ref('int_hidden_groups') }} as hidden
    where hidden.attribute = 'segment' and hidden.member = 'High'
)

select
    chosen_by,
    sort_order,
    {{ unless_suppressed([
        'customer_count', 'non_card_spend_inr_a_month', 'non_card_spend_share_pct',
        'utilisation_pct',
    ]) }},
    is_suppressed
from judged
