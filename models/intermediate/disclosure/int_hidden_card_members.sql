-- Grain: one row per proposed card, attribute and member: whether disclosure control hides it.
with {{ hidden_cells(ref('int_card_members'), 'card') }}

select * from hidden
