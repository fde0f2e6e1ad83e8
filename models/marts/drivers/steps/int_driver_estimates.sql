-- Grain: one row per outcome (log utilisation, card share) and attribute.
-- The delete-a-group jackknife: how far leaving out one group in turn moves the share. On
-- the scale of the square root, because a share near nothing is a square near nothing.
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
        sqrt(
            (count(*) - 1) * var_pop(sqrt(greatest(0, {{ share }}_pct)))
        ) as {{ share }}_root_error,
        {%- endfor %}
        count(*) - 1 as degrees
    from shares
    where replicate <> 'all customers'
    group by outcome, attribute
),

reaches as (
    select
        outcome,
        attribute,
        {{ t_quantile('degrees') }} * explained_alone_root_error as explained_alone_reach,
        {{ t_quantile('degrees') }} * lost_without_root_error as lost_without_reach
    from spread
)

select
    shares.outcome,
    shares.attribute,
    {%- for share in ['explained_alone', 'lost_without'] %}
    shares.{{ share }}_pct,
    power(
        greatest(0, sqrt(greatest(0, shares.{{ share }}_pct)) - reaches.{{ share }}_reach), 2
    ) as {{ share }}_ci_low_pct,
    power(
        sqrt(greatest(0, shares.{{ share }}_pct)) + reaches.{{ share }}_reach, 2
    ) as {{ share }}_ci_high_pct,
    {%- endfor %}
    shares.explained_by_all_pct
from shares
inner join reaches
    on shares.outcome = reaches.outcome and shares.attribute = reaches.attribute
where shares.replicate = 'all customers'
