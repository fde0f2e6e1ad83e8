-- Grain: one row per key segment and attribute that it uses.
with parts as (
    {%- for position in range(1, 4) %}
    select
        key_segment,
        attribute_count,
        attribute_{{ position }} as attribute,
        member_{{ position }} as member
    from {{ ref('int_key_segment_sums') }}
    where attribute_{{ position }} is not null
    {{ 'union all' if not loop.last }}
    {%- endfor %}
)

select
    *,
    {{ is_personal('attribute') }} as is_personal
from parts
