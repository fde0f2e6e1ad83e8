-- The shares of a whole sum to 100 per cent, unless there is nothing to share or a row is
-- suppressed.
{% set shares = [
    ('portfolio', 'customer_share_pct', "'all'", true),
    ('cities', 'customer_share_pct', "'all'", true),
    ('cities', 'spend_share_pct', "'all'", true),
    ('age_groups', 'customer_share_pct', "'all'", true),
    ('age_groups', 'spend_share_pct', "'all'", true),
    ('occupations', 'customer_share_pct', "'all'", true),
    ('occupations', 'spend_share_pct', "'all'", true),
    ('genders', 'customer_share_pct', "'all'", true),
    ('genders', 'spend_share_pct', "'all'", true),
    ('marital_statuses', 'customer_share_pct', "'all'", true),
    ('marital_statuses', 'spend_share_pct', "'all'", true),
    ('segments', 'customer_share_pct', "'all'", true),
    ('segments', 'spend_share_pct', "'all'", true),
    ('categories', 'spend_share_pct', "'all'", false),
    ('payment_types', 'spend_share_pct', "'all'", false),
    ('months', 'spend_share_pct', "'all'", false),
    ('month_categories', 'share_pct', 'cast(month_start_date as string)', false),
    ('category_payment_types', 'share_pct', 'category', false),
    ('demographic_categories', 'share_pct', "attribute || ' ' || member", true),
    ('demographic_payment_types', 'share_pct', "attribute || ' ' || member", true),
    ('segment_categories', 'share_pct', 'segment', true),
    ('segment_demographics', 'share_pct', "segment || ' ' || attribute", true),
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
