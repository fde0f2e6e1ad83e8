-- Grain: one row per proposed card: what to do with it, by rule, in the base case.
-- A fee and a reward pass money between the bank and the customer. Do not launch: both
-- together surely lose, whatever the terms. Redesign: together they gain, but one of them
-- surely loses. Test: neither loses. Surely is by the interval over the card's customers.
{%- set z = var('confidence_z') %}
with cases as (
    select
        *,
        running_year_inr >= 0 and customer_net_inr >= 0 as is_good_for_both
    from {{ ref('int_card_economics') }}
    where not is_tried
),

moves as (
    select
        card_id,
        sum(case when is_good_for_both then 1 else 0 end) as good_count,
        count(*) as move_count
    from cases
    where moved_assumption <> 'all'
    group by card_id
),

scenarios as (
    select
        card_id,
        max(case when scenario = 'base' then customer_count end) as customer_count,
        {%- for sum in ['running_year', 'customer_net', 'both'] %}
        max(case when scenario = 'base' then {{ sum }}_inr end) as {{ sum }}_inr,
        max(case when scenario = 'base' then {{ z }} * {{ sum }}_standard_error end)
            as {{ sum }}_reach,
        {%- endfor %}
        {%- for scenario in ['base', 'high'] %}
        max(
            case
                when scenario = '{{ scenario }}' and running_year_inr > 0
                    then 12 * one_off_cost_inr / running_year_inr
            end
        ) as {{ scenario }}_months,
        {%- endfor %}
        max(case when scenario = 'high' then running_year_inr end) as high_running_year_inr
    from cases
    where moved_assumption = 'all'
    group by card_id
),

judged as (
    select
        designs.card_id,
        scenarios.customer_count,
        scenarios.running_year_inr,
        scenarios.customer_net_inr,
        scenarios.high_running_year_inr,
        scenarios.base_months,
        scenarios.high_months,
        moves.good_count,
        moves.move_count,
        coalesce(hidden.is_hidden, false) as is_hidden,
        case
            when hidden.is_hidden or scenarios.card_id is null then 'cannot be told'
            when scenarios.both_inr + scenarios.both_reach < 0 then 'do not launch'
            when
                scenarios.running_year_inr - scenarios.running_year_reach >= 0
                and scenarios.customer_net_inr - scenarios.customer_net_reach >= 0
                then 'test'
            when
                scenarios.both_inr - scenarios.both_reach > 0
                and (
                    scenarios.running_year_inr + scenarios.running_year_reach < 0
                    or scenarios.customer_net_inr + scenarios.customer_net_reach < 0
                )
                then 'redesign'
            else 'cannot be told'
        end as verdict
    from {{ ref('card_designs') }} as designs
    inner join {{ ref('int_hidden_groups') }} as hidden
        on hidden.attribute = 'card' and designs.card_id = hidden.member
    left join scenarios on designs.card_id = scenarios.card_id
    left join moves on designs.card_id = moves.card_id
)

select
    card_id,
    verdict,
    case
        when is_hidden then 'Hidden to protect a small group'
        when customer_count is null then 'Nobody would be offered it'
        else
            'In the base case an active customer '
            || case when running_year_inr < 0 then 'costs' else 'brings' end
            || ' the bank ' || {{ written_inr('abs(running_year_inr)') }} || ' a year and '
            || case
                when customer_net_inr < 0
                    then
                        'pays ' || {{ written_inr('-customer_net_inr') }}
                        || ' more than the card gives'
                else 'gets ' || {{ written_inr('customer_net_inr') }} || ' more than it pays'
            end
            || case
                when verdict = 'do not launch'
                    then
                        ': no fee or reward makes both gain. In the good case it '
                        || case when high_running_year_inr < 0 then 'costs ' else 'brings ' end
                        || {{ written_inr('abs(high_running_year_inr)') }}
                else ''
            end
            || '. What a new customer costs is '
            || coalesce(
                'paid back in ' || {{ written_count('base_months') }} || ' months',
                'never paid back'
            )
            || ', in the good case '
            || coalesce('in ' || {{ written_count('high_months') }} || ' months', 'never')
            || '. Both gain in ' || {{ written_count('good_count') }} || ' of '
            || {{ written_count('move_count') }} || ' cases in which one assumption moves'
    end as verdict_reason
from judged
