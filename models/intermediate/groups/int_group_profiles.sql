-- Grain: one row per attribute and member, met by a customer or not.
with portfolio as (
    select
        customer_count as portfolio_customer_count,
        total_spend_inr as portfolio_spend_inr
    from {{ ref('int_group_utilisation') }}
    where attribute = 'portfolio'
),

shares as (
    select
        profiles.*,
        100 * cast(profiles.customer_count as double)
        / nullif(portfolio.portfolio_customer_count, 0) as customer_share_pct,
        {{ share_pct('profiles.total_spend_inr', 'portfolio.portfolio_spend_inr') }}
            as spend_share_pct,
        {%- for measure in payment_measures() %}
        {{ share_pct('profiles.' ~ measure ~ '_spend_inr', 'profiles.total_spend_inr') }}
            as {{ measure }}_share_pct,
        {%- endfor %}
        12 * profiles.avg_monthly_income_inr as avg_annual_income_inr,
        cast(profiles.total_spend_inr - profiles.credit_card_spend_inr as decimal(18, 2))
            as non_card_spend_inr
    from {{ ref('int_group_utilisation') }} as profiles
    cross join portfolio
),

measures as (
    select
        *,
        {{ confidence_interval(
            'avg_monthly_spend_inr', 'avg_monthly_spend_standard_error_inr',
            'avg_monthly_spend_ci_low_inr', 'avg_monthly_spend_ci_high_inr',
        ) }},
        {{ confidence_interval(
            'utilisation_pct', 'utilisation_standard_error_pct',
            'utilisation_ci_low_pct', 'utilisation_ci_high_pct',
        ) }},
        {{ confidence_interval(
            'credit_card_share_pct', 'credit_card_share_standard_error_pct',
            'credit_card_share_ci_low_pct', 'credit_card_share_ci_high_pct',
        ) }}
    from shares
)

select
    attribute,
    member,
    sort_order,
    {{ group_profile_measures() | reject('equalto', 'top_category') | join(',\n    ') }}
from measures
