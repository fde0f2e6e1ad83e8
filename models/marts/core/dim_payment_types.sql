-- Grain: one row per accepted payment type, with or without spend.
select
    member as payment_type,
    sort_order
from {{ ref('accepted_members') }}
where attribute = 'payment_type' and spelling = member
