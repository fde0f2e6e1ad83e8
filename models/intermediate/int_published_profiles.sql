-- Grain: one row per attribute and member, met by a customer or not.
with profiles as (
    select
        profiles.*,
        hidden.is_hidden as is_suppressed
    from {{ ref('int_group_profiles') }} as profiles
    inner join {{ ref('int_hidden_groups') }} as hidden
        on profiles.attribute = hidden.attribute and profiles.member = hidden.member
),

portfolio as (
    select
        customer_count as portfolio_customer_count,
        total_spend_inr as portfolio_spend_inr
    from profiles
    where attribute = 'portfolio'
),

high_value_cells as (
    select
        attribute,
        member,
        is_hidden
    from {{ ref('int_hidden_segment_members') }}
    where segment = 'High'
    union all
    select
        'portfolio' as attribute,
        'All customers' as member,
        is_hidden
    from {{ ref('int_hidden_groups') }}
    where attribute = 'segment' and member = 'High'
),

top_categories as (
    select
        attribute,
        member,
        item as top_category
    from {{ ref('int_group_spend_mix') }}
    where dimension = 'category' and item_rank = 1 and total_spend_inr > 0
),

measures as (
    select
        profiles.attribute,
        profiles.member,
        profiles.sort_order,
        profiles.customer_count,
        100 * cast(profiles.customer_count as double)
        / nullif(portfolio.portfolio_customer_count, 0) as customer_share_pct,
        profiles.avg_monthly_income_inr,
        12 * profiles.avg_monthly_income_inr as avg_annual_income_inr,
        profiles.total_spend_inr,
        {{ share_pct('profiles.total_spend_inr', 'portfolio.portfolio_spend_inr') }}
            as spend_share_pct,
        profiles.avg_monthly_spend_inr,
        profiles.utilisation_pct,
        {{ confidence_interval(
            'profiles.utilisation_pct', 'profiles.utilisation_standard_error_pct',
            'utilisation_ci_low_pct', 'utilisation_ci_high_pct',
        ) }},
        profiles.mean_customer_utilisation_pct,
        profiles.credit_card_spend_inr,
        {%- for measure in payment_measures() %}
        {{ share_pct('profiles.' ~ measure ~ '_spend_inr', 'profiles.total_spend_inr') }}
            as {{ measure }}_share_pct,
        {%- endfor %}
        profiles.credit_card_share_standard_error_pct,
        profiles.total_spend_inr - profiles.credit_card_spend_inr as non_card_spend_inr,
        case
            when not coalesce(high_value_cells.is_hidden, false)
                then profiles.high_value_customer_count
        end as high_value_customer_count,
        top_categories.top_category,
        profiles.is_suppressed
    from profiles
    cross join portfolio
    left join high_value_cells
        on
            profiles.attribute = high_value_cells.attribute
            and profiles.member = high_value_cells.member
    left join top_categories
        on
            profiles.attribute = top_categories.attribute
            and profiles.member = top_categories.member
),

intervals as (
    select
        *,
        {{ confidence_interval(
            'credit_card_share_pct', 'credit_card_share_standard_error_pct',
            'credit_card_share_ci_low_pct', 'credit_card_share_ci_high_pct',
        ) }}
    from measures
),

published as (
    select
        attribute,
        member,
        sort_order,
        {{ unless_suppressed(group_profile_measures()) }},
        {{ reliability([
            'utilisation_ci_high_pct - utilisation_ci_low_pct',
            'credit_card_share_ci_high_pct - credit_card_share_ci_low_pct',
        ]) }} as reliability,
        is_suppressed
    from intervals
)

select * from published
