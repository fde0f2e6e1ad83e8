-- Grain: one row per segment and city.
with cells as (
    select
        cells.segment,
        cells.member as city,
        cells.segment_sort_order,
        cells.sort_order as city_sort_order,
        cells.customer_count,
        cells.avg_monthly_income_inr,
        12 * cells.avg_monthly_income_inr as avg_annual_income_inr,
        cells.total_spend_inr,
        cells.non_card_spend_inr,
        cells.utilisation_pct,
        {{ confidence_interval(
            'cells.utilisation_pct', 'cells.utilisation_standard_error_pct',
            'utilisation_ci_low_pct', 'utilisation_ci_high_pct',
        ) }},
        hidden.is_hidden as is_suppressed
    from {{ ref('int_segment_members') }} as cells
    inner join {{ ref('int_hidden_segment_members') }} as hidden
        on
            cells.segment = hidden.segment
            and cells.attribute = hidden.attribute
            and cells.member = hidden.member
    where cells.attribute = 'city'
),

published as (
    select
        segment,
        city,
        segment_sort_order,
        city_sort_order,
        {{ unless_suppressed([
            'customer_count', 'avg_monthly_income_inr', 'avg_annual_income_inr',
            'total_spend_inr', 'non_card_spend_inr', 'utilisation_pct',
            'utilisation_ci_low_pct', 'utilisation_ci_high_pct',
        ]) }},
        {{ reliability(['utilisation_ci_high_pct - utilisation_ci_low_pct']) }} as reliability,
        is_suppressed
    from cells
)

select * from published
