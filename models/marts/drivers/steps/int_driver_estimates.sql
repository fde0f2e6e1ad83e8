-- Grain: one row per outcome (log utilisation, card share) and attribute.
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

-- the delete-a-group jackknife: how far leaving out one group in turn moves the share
spread as (
    select
        outcome,
        attribute,
        sqrt(
            (count(*) - 1) * var_pop(explained_alone_pct)
        ) as alone_standard_error,
        sqrt((count(*) - 1) * var_pop(lost_without_pct)) as lost_standard_error
    from shares
    where replicate <> 'all customers'
    group by outcome, attribute
),

estimates as (
    select
        shares.outcome,
        shares.attribute,
        shares.explained_alone_pct,
        {{ confidence_interval(
            'shares.explained_alone_pct', 'spread.alone_standard_error',
            'explained_alone_ci_low_pct', 'explained_alone_ci_high_pct',
        ) }},
        shares.lost_without_pct,
        {{ confidence_interval(
            'shares.lost_without_pct', 'spread.lost_standard_error',
            'lost_without_ci_low_pct', 'lost_without_ci_high_pct',
        ) }},
        shares.explained_by_all_pct
    from shares
    inner join spread
        on shares.outcome = spread.outcome and shares.attribute = spread.attribute
    where shares.replicate = 'all customers'
)

select * from estimates
