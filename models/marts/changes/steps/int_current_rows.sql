-- Grain: one row per published mart and row of it, as this build has them.
with marts as (
    {%- for mart in compared_marts() %}
    select
        '{{ mart }}' as mart,
        {{ row_as_json('published') }} as row_text
    from {{ ref(mart) }} as published  -- noqa: AL05
    {{- '\n    union all' if not loop.last }}
    {%- endfor %}
)

select
    mart,
    {{ row_key() }} as row_key,
    row_text
from marts
