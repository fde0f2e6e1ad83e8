-- Grain: one row per accepted customer: the card that the customer would be offered.
-- Chosen by the customer's own spending and payment habits and by nothing else.
with habits as (
    select
        customer_id,
        'segment' as target_kind,
        segment as target_group
    from {{ ref('int_customer_utilisation') }}
    union all
    select
        customer_id,
        'payment_habit' as target_kind,
        'UPI first' as target_group
    from {{ ref('int_customer_totals') }}
    where upi_spend_inr > credit_card_spend_inr
),

choices as (
    select
        habits.customer_id,
        designs.card_id,
        row_number() over (
            partition by habits.customer_id
            order by designs.choice_order, designs.card_id
        ) as choice_rank
    from habits
    inner join {{ ref('card_designs') }} as designs
        on
            habits.target_kind = designs.target_kind
            and habits.target_group = designs.target_group
)

select
    customer_id,
    card_id
from choices
where choice_rank = 1
