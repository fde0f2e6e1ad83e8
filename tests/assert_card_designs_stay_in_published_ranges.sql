-- Rates, caps and sums of the designs lie within what the sources publish for the feature; a
-- feature without a published rate in per cent has none in a design.
select
    designs.card_id,
    designs.feature_id
from {{ ref('card_design_features') }} as designs
left join {{ ref('card_designs') }} as cards on designs.card_id = cards.card_id
left join {{ ref('card_features') }} as features
    on designs.feature_id = features.feature_id
where
    features.feature_id is null
    or cards.card_id is null
    or designs.benefit_rate_pct is not null
    and not coalesce(
        features.rate_unit like 'percent%'
        and designs.benefit_rate_pct between features.rate_low and features.rate_high
        and coalesce(designs.monthly_cap_inr, 0)
        between coalesce(features.monthly_cap_low_inr, 0)
        and coalesce(features.monthly_cap_high_inr, 0),
        false
    )
    -- a sum in INR, or in per cent of the spend of a quarter
    or designs.benefit_inr is not null
    and not coalesce(
        designs.benefit_inr
        between features.rate_low * case
            when features.rate_unit like 'percent%' then features.min_annual_spend_inr / 400
            else 1
        end
        and features.rate_high * case
            when features.rate_unit like 'percent%' then features.min_annual_spend_inr / 400
            else 1
        end,
        false
    )
