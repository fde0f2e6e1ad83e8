-- Grain: one row per category and payment type that holds more than an even share of
-- what everybody spends by other means than credit card.
with items as (
    select
        dimension as evidence_rule,
        item,
        non_card_share_pct,
        non_card_share_ci_low_pct,
        non_card_share_ci_high_pct,
        case when dimension = 'category' then 'categories' else 'payment_types' end
            as evidence_mart
    from {{ ref('int_item_spends') }}
    where item <> 'Credit Card'
),

shares as (
    select
        *,
        100.0 / count(*) over (partition by evidence_rule) as even_share_pct
    from items
)

select
    shares.evidence_rule,
    shares.item,
    'portfolio' as attribute,
    'All customers' as member,
    shares.evidence_mart,
    case
        when shares.evidence_rule = 'category'
            then {{ lookup_key(['category'], ['shares.item']) }}
        else {{ lookup_key(['payment_type'], ['shares.item']) }}
    end as evidence_key,
    'non_card_share_pct' as evidence_column,
    'per cent of non-card spend' as figure_unit,
    shares.non_card_share_pct as figure,
    shares.non_card_share_ci_low_pct as ci_low,
    shares.non_card_share_ci_high_pct as ci_high,
    cast(shares.even_share_pct as double) as threshold,
    cast(null as double) as standardised_index,
    'popular with everybody' as supported_as,
    portfolio.customer_count,
    portfolio.reliability
from shares
cross join {{ ref('int_published_profiles') }} as portfolio
where
    portfolio.attribute = 'portfolio'
    and shares.non_card_share_ci_low_pct > shares.even_share_pct
    and not portfolio.is_suppressed
