-- The shares of a whole sum to 100 per cent, unless there is nothing to share or a row is
-- suppressed. Read before the marts round them.
{% set shares = [
    ('int_published_profiles', 'customer_share_pct', 'attribute', true),
    ('int_published_profiles', 'spend_share_pct', 'attribute', true),
    ('int_item_spends', 'spend_share_pct', 'dimension', false),
    ('int_month_spends', 'spend_share_pct', "'all'", false),
    (
        'int_spend_shares',
        'share_pct',
        "mart || ' ' || coalesce(cast(month_start_date as string), category)",
        false,
    ),
    (
        'int_published_spend_mix',
        'share_pct',
        "attribute || ' ' || member || ' ' || dimension",
        true,
    ),
    (
        'int_published_segment_members',
        'share_pct',
        "segment || ' ' || attribute",
        true,
    ),
] %}

with sums as (
    {%- for table, share, whole, has_suppression in shares %}
    select
        '{{ table }}.{{ share }}' as share,
        {{ whole }} as whole,
        sum({{ share }}) as share_sum_pct
    from {{ ref(table) }}
    group by {{ whole }}
    {% if has_suppression -%}
    having count(*) filter (where is_suppressed) = 0
    {%- endif %}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
)

select
    share,
    whole,
    share_sum_pct
from sums
where abs(share_sum_pct - 100) > 0.000001
