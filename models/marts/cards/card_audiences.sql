-- Grain: one row per proposed card, attribute and member: whom the card reaches.
select
    audiences.card as card_id,
    designs.card_name,
    designs.sort_order,
    audiences.attribute,
    audiences.member,
    audiences.member_sort_order,
    {{ is_personal('audiences.attribute') }} as is_personal,
    audiences.customer_count,
    {{ rounded([
        'share_pct', 'selection_rate_pct', 'selection_rate_ci_low_pct',
        'selection_rate_ci_high_pct', 'selection_ratio_pct', 'selection_ratio_ci_low_pct',
        'selection_ratio_ci_high_pct',
    ]) }},
    audiences.most_selected_member,
    audiences.four_fifths,
    audiences.is_proxy,
    audiences.reliability,
    audiences.is_suppressed
from {{ ref('int_published_card_members') }} as audiences
inner join {{ ref('card_designs') }} as designs
    on audiences.card = designs.card_id
