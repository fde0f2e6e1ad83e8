-- Grain: one row per card, scenario, assumption moved and level of spend.
-- Arithmetic on stated assumptions, not a forecast.
with levels as (
    select
        'average month' as spend_level,
        cast(1 as double) as level_ratio
    union all
    select
        'peak month' as spend_level,
        max(avg_monthly_spend_inr) / nullif(avg(avg_monthly_spend_inr), 0) as level_ratio
    from {{ ref('int_month_spends') }}
),

moved as (
    select
        cases.*,
        cards.card_id,
        cards.card_name,
        cards.sort_order,
        cards.is_suppressed,
        cards.customer_count as customers_in_scope,
        cards.annual_fee_inr,
        levels.spend_level,
        cards.customer_count
        * cases.acceptance_pct / 100
        * cases.activation_pct / 100 as active_customers,
        levels.level_ratio
        * cards.non_card_spend_inr_a_month
        * cases.acceptance_pct / 100
        * cases.activation_pct / 100
        * cases.moved_share_pct / 100 as moved_spend_inr
    from {{ ref('int_card_proposals') }} as cards
    cross join {{ ref('int_launch_cases') }} as cases
    cross join levels
),

-- the rewards: at most the cap for every active customer
rewards as (
    select
        moved.card_id,
        moved.scenario,
        moved.moved_assumption,
        moved.spend_level,
        sum(least(
            moved.moved_spend_inr
            * features.rewarded_spend_share_pct / 100
            * moved.rewarded_share_pct / 100
            * features.benefit_rate_pct / 100,
            features.monthly_cap_inr * moved.active_customers
        )) as reward_cost_inr
    from moved
    inner join {{ ref('int_card_features') }} as features
        on moved.card_id = features.card_id
    where
        features.benefit_rate_pct is not null
        and features.monthly_cap_inr is not null
        and features.rewarded_spend_share_pct is not null
    group by
        moved.card_id, moved.scenario, moved.moved_assumption, moved.spend_level
),

results as (
    select
        moved.*,
        coalesce(rewards.reward_cost_inr, 0) as reward_cost_inr,
        -- spend that comes from UPI earns interchange in part
        moved.moved_spend_inr
        * (
            1 - upi.non_card_share_pct / 100 * (1 - moved.upi_with_interchange_pct / 100)
        )
        * moved.interchange_pct / 100 as interchange_inr,
        moved.active_customers
        * moved.fee_paying_pct / 100
        * moved.annual_fee_inr / 12 as fee_inr
    from moved
    inner join {{ ref('int_group_spend_mix') }} as upi
        on
            upi.attribute = 'card'
            and moved.card_id = upi.member
            and upi.dimension = 'payment_type'
            and upi.item = 'UPI'
    left join rewards
        on
            moved.card_id = rewards.card_id
            and moved.scenario = rewards.scenario
            and moved.moved_assumption = rewards.moved_assumption
            and moved.spend_level = rewards.spend_level
),

published as (
    select
        card_id,
        card_name,
        sort_order,
        scenario,
        moved_assumption,
        spend_level,
        {{ launch_assumptions() | join(',\n        ') }},
        {{ unless_suppressed([
            'customers_in_scope', 'active_customers', 'moved_spend_inr',
            'interchange_inr', 'reward_cost_inr', 'fee_inr',
        ]) }},
        case
            when not is_suppressed then interchange_inr + fee_inr - reward_cost_inr
        end as net_inr,
        is_suppressed
    from results
)

select * from published
