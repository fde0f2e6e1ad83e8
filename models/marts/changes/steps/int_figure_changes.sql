-- Grain: one row per group and headline figure of its profile, before and now, with the
-- difference and whether it is more than chance.
{%- set measures = {
    'customer_count': 'no_interval',
    'avg_monthly_spend_inr': 'avg_monthly_spend_ci_high_inr',
    'utilisation_pct': 'utilisation_ci_high_pct',
    'credit_card_share_pct': 'credit_card_share_ci_high_pct',
} %}
with figures as (
    {%- for measure, high in measures.items() %}
    select
        mart,
        row_key,
        is_suppressed,
        '{{ measure }}' as measure,
        cast({{ json_field('row_before', measure) }} as double) as figure_before,
        cast({{ json_field('row_before', high) }} as double) as high_before,
        cast({{ json_field('row_now', measure) }} as double) as figure_now,
        cast({{ json_field('row_now', high) }} as double) as high_now
    from {{ ref('int_group_changes') }}
    {{- '\n    union all' if not loop.last }}
    {%- endfor %}
),

shown as (
    select
        mart,
        row_key as member,
        measure,
        is_suppressed,
        {{ unless_suppressed([
            'figure_before', 'high_before', 'figure_now', 'high_now',
        ]) }}
    from figures
),

reaches as (
    select
        *,
        'all' as comparison_list,
        figure_now - figure_before as difference,
        -- as of two samples: too wide rather than too narrow where customers are the same
        sqrt(
            power(high_before - figure_before, 2) + power(high_now - figure_now, 2)
        ) as reach
    from shown
),

differences as (
    select
        *,
        reach / {{ var('confidence_z') }} as standard_error
    from reaches
),

{{ holm('differences', 'difference', 'standard_error', 'comparison_list', null_value=0) }},

judged as (
    select
        *,
        case
            when p_value is not null
                then adjusted_p_value < {{ var('distinctive_alpha') }}
        end as is_beyond_chance
    from adjusted
)

select
    mart,
    member,
    measure,
    is_suppressed,
    figure_before,
    figure_now,
    difference,
    is_beyond_chance,
    difference - reach as difference_ci_low,
    difference + reach as difference_ci_high,
    case measure
        when 'customer_count' then 'Customers'
        when 'avg_monthly_spend_inr' then 'Average monthly spend'
        when 'utilisation_pct' then 'Income utilisation'
        else 'Share of credit cards in spend'
    end
    || ', ' || member || ': '
    || case
        when is_suppressed then 'not shown, to protect small groups'
        when difference is null then 'not measurable in both'
        else
            {{ written_headline('figure_before') }} || ' before, '
            || {{ written_headline('figure_now') }} || ' now'
            || case
                when is_beyond_chance then ', more than chance'
                when not is_beyond_chance then ', no more than chance'
                else ''
            end
    end
    || '.' as finding
from judged
