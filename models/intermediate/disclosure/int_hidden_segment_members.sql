-- Grain: one row per segment, attribute and member: whether disclosure control hides it.
with {{ hidden_cells(ref('int_segment_members'), 'segment') }}

select * from hidden
