-- Grain: one row per outcome (log utilisation, card share) and attribute.
-- The delete-a-group jackknife: how far leaving out one group in turn moves the share. On
-- the scale of the square root, because a share near nothing is a square near nothing.
{%- set quantile = t_quantile(var('jackknife_groups') - 1) %}
with shares as (
    select
        outcome,
        attribute,
        replicate,
        explained_alone_pct,
        lost_without_pct,
        explained_by_all_pct
    from {{ ref('int_explained_variance') }}
),

spread as (
    select
        outcome,
        attribute,
        {%- for share in ['explained_alone', 'lost_without'] %}
        {{ quantile }} * sqrt(
            (count(*) - 1) * var_pop(sqrt(greatest(0, {{ share }}_pct)))
        ) as {{ share }}_reach{{ ',' if not loop.last }}
        {%- endfor %}
    from shares
    where replicate <> 'all customers'
    group by outcome, attribute
)

select
    shares.outcome,
    shares.attribute,
    {%- for share in ['explained_alone', 'lost_without'] %}
    shares.{{ share }}_pct,
    power(
        greatest(0, sqrt(greatest(0, shares.{{ share }}_pct)) - spread.{{ share }}_reach), 2
    ) as {{ share }}_ci_low_pct,
    power(
        sqrt(greatest(0, shares.{{ share }}_pct)) + spread.{{ share }}_reach, 2
    ) as {{ share }}_ci_high_pct,
    {%- endfor %}
    shares.explained_by_all_pct
from shares
inner join spread
    on shares.outcome = spread.outcome and shares.attribute = spread.attribute
where shares.replicate = 'all customers'
