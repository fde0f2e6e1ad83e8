-- 100 is the portfolio: over all customers of an attribute the indices average to it, on
-- the scale of logarithms, and so do the card shares. An effect against the wrong base, or
-- with a member's weight lost, breaks the balance. Attributes with suppressed rows are left
-- out.
with effects as (
    select
        attribute,
        sum(customer_count * ln(crude_index / 100)) / sum(customer_count) as crude,
        sum(customer_count * ln(adjusted_index / 100)) / sum(customer_count) as adjusted,
        sum(customer_count * crude_card_share_pct) / sum(customer_count)
        - sum(customer_count * adjusted_card_share_pct) / sum(customer_count) as cards
    from {{ ref('int_published_effects') }}
    group by attribute
    having count(*) filter (where is_suppressed) = 0
)

select * from effects
where abs(crude) > 0.000001 or abs(adjusted) > 0.000001 or abs(cards) > 0.000001
