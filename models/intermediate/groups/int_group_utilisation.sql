-- Grain: one row per attribute and member, met by a customer or not.
with customers as (
    select
        memberships.attribute,
        memberships.member,
        utilisation.avg_monthly_income_inr,
        utilisation.avg_monthly_spend_inr,
        utilisation.utilisation_pct,
        utilisation.segment,
        totals.total_spend_inr,
        {%- for measure in payment_measures() %}
        totals.{{ measure }}_spend_inr,
        {%- endfor %}
        cast(totals.total_spend_inr as double) as spend,
        cast(totals.credit_card_spend_inr as double) as credit_card_spend
    from {{ ref('int_customer_groups') }} as memberships
    inner join {{ ref('int_customer_utilisation') }} as utilisation
        on memberships.customer_id = utilisation.customer_id
    inner join {{ ref('int_customer_totals') }} as totals
        on memberships.customer_id = totals.customer_id
),

profiles as (
    select
        attribute,
        member,
        count(*) as customer_count,
        count(*) filter (where segment = 'High') as high_value_customer_count,
        sum(avg_monthly_income_inr) as monthly_income_inr,
        avg(avg_monthly_income_inr) as avg_monthly_income_inr,
        avg(avg_monthly_spend_inr) as avg_monthly_spend_inr,
        stddev_samp(avg_monthly_spend_inr) / sqrt(count(*))
            as avg_monthly_spend_standard_error_inr,
        sum(total_spend_inr) as total_spend_inr,
        {%- for measure in payment_measures() %}
        sum({{ measure }}_spend_inr) as {{ measure }}_spend_inr,
        {%- endfor %}
        100 * sum(avg_monthly_spend_inr) / sum(avg_monthly_income_inr) as utilisation_pct,
        100 * {{ ratio_standard_error('avg_monthly_spend_inr', 'avg_monthly_income_inr') }}
            as utilisation_standard_error_pct,
        avg(utilisation_pct) as mean_customer_utilisation_pct,
        100 * {{ ratio_standard_error('credit_card_spend', 'spend') }}
            as credit_card_share_standard_error_pct
    from customers
    group by attribute, member
),

all_groups as (
    select
        groups.attribute,
        groups.member,
        groups.sort_order,
        profiles.avg_monthly_income_inr,
        profiles.avg_monthly_spend_inr,
        profiles.avg_monthly_spend_standard_error_inr,
        profiles.utilisation_pct,
        profiles.utilisation_standard_error_pct,
        profiles.mean_customer_utilisation_pct,
        profiles.credit_card_share_standard_error_pct,
        coalesce(profiles.customer_count, 0) as customer_count,
        coalesce(profiles.high_value_customer_count, 0) as high_value_customer_count,
        {%- for measure in ['total'] + payment_measures().keys() | list %}
        cast(coalesce(profiles.{{ measure }}_spend_inr, 0) as decimal(18, 2))
            as {{ measure }}_spend_inr,
        {%- endfor %}
        coalesce(profiles.monthly_income_inr, 0) as monthly_income_inr
    from {{ ref('int_groups') }} as groups
    left join profiles
        on groups.attribute = profiles.attribute and groups.member = profiles.member
)

select * from all_groups
