-- Grain: one row per proposed card.
with cards as (
    select
        designs.card_id,
        designs.card_name,
        designs.sort_order,
        designs.target_kind,
        designs.target_group,
        designs.positioning,
        groups.customer_count,
        groups.customer_share_pct,
        groups.avg_monthly_spend_inr,
        groups.avg_monthly_spend_inr * groups.customer_count as monthly_spend_inr,
        groups.credit_card_share_pct,
        cast(groups.non_card_spend_inr as double) / nullif(coverage.month_count, 0)
            as non_card_spend_inr_a_month,
        cast(coalesce(features.feature_count, 0) as bigint) as feature_count,
        features.features,
        features.not_costed_features,
        case
            when designs.annual_fee_inr = 0 then 'No annual fee'
            else
                {{ written_inr('designs.annual_fee_inr') }} || ' a year'
                || case
                    when waivers.feature_id is not null
                        then
                            ', waived at '
                            || {{ written_inr('designs.fee_waiver_annual_spend_inr') }}
                            || ' of card spend a year'
                    else ''
                end
        end as fee_logic,
        designs.annual_fee_inr,
        designs.fee_waiver_annual_spend_inr,
        designs.fee_source_fact_ids,
        features.highest_reward_cost_inr_a_month,
        hidden.is_hidden as is_suppressed
    from {{ ref('card_designs') }} as designs
    inner join {{ ref('int_group_profiles') }} as groups
        on groups.attribute = 'card' and designs.card_id = groups.member
    inner join {{ ref('int_hidden_groups') }} as hidden
        on hidden.attribute = 'card' and designs.card_id = hidden.member
    cross join {{ ref('int_delivery_coverage') }} as coverage
    left join {{ ref('int_card_feature_lists') }} as features
        on designs.card_id = features.card_id
    left join {{ ref('int_card_features') }} as waivers
        on
            designs.card_id = waivers.card_id
            and designs.fee_waiver_feature_id = waivers.feature_id
),

published as (
    select
        card_id,
        card_name,
        sort_order,
        target_kind,
        target_group,
        positioning,
        feature_count,
        features,
        not_costed_features,
        fee_logic,
        annual_fee_inr,
        fee_waiver_annual_spend_inr,
        fee_source_fact_ids,
        {{ unless_suppressed([
            'customer_count', 'customer_share_pct', 'avg_monthly_spend_inr',
            'monthly_spend_inr', 'credit_card_share_pct', 'non_card_spend_inr_a_month',
            'highest_reward_cost_inr_a_month',
        ]) }},
        {{ share_pct('highest_reward_cost_inr_a_month', 'non_card_spend_inr_a_month') }}
            as highest_reward_cost_pct,
        is_suppressed
    from cards
)

select * from published
