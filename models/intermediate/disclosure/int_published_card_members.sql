-- Grain: one row per proposed card, attribute and member: how often the member's customers
-- are proposed the card, against the member that is proposed it most often.
-- A segment's card is the segment without those whose habit gets them another card. So that
-- the counts of both do not tell how few these are, counts are rounded to 5 here, and all else
-- is computed from the rounded ones.
with cells as (
    select
        cells.card,
        cells.attribute,
        cells.member,
        cells.card_sort_order,
        cells.sort_order as member_sort_order,
        cells.customer_count as exact_count,
        hidden.is_hidden as is_suppressed,
        cast(sum(cells.customer_count) over (
            partition by cells.card, cells.attribute
        ) as double) as card_count,
        cast(sum(cells.customer_count) over (
            partition by cells.attribute, cells.member
        ) as double) as member_count
    from {{ ref('int_card_members') }} as cells
    inner join {{ ref('int_hidden_card_members') }} as hidden
        on
            cells.card = hidden.card
            and cells.attribute = hidden.attribute
            and cells.member = hidden.member
),

rounded as (
    select
        *,
        cast(least(
            5 * round(exact_count / 5.0), card_count, member_count
        ) as bigint) as customer_count
    from cells
),

rates as (
    select
        *,
        cast(customer_count as double) / nullif(member_count, 0) as rate,
        {{ wilson_interval('customer_count', 'member_count', 'rate_low', 'rate_high') }},
        row_number() over (
            partition by card, attribute
            order by
                case when customer_count = 0 then 1 else 0 end,
                cast(customer_count as double) / nullif(member_count, 0) desc,
                member_sort_order
        ) as rate_rank
    from rounded
),

compared as (
    select
        rates.*,
        most.member as most_selected_member,
        most.is_suppressed as is_most_suppressed,
        rates.rate / nullif(most.rate, 0) as ratio,
        {{ ratio_interval(
            'rates.rate', 'rates.rate_low', 'rates.rate_high',
            'most.rate', 'most.rate_low', 'most.rate_high', 'ratio_low', 'ratio_high',
        ) }}
    from rates
    left join rates as most
        on
            rates.card = most.card
            and rates.attribute = most.attribute
            and most.rate_rank = 1
            and most.customer_count > 0
),

-- that some member lies below four fifths gives no count away, and is told where the members
-- are hidden, too
judged as (
    select
        *,
        max(case when 100 * ratio_high < 80 then 1 else 0 end) over (
            partition by card, attribute
        ) = 1 as is_proxy
    from compared
),

-- the most selected member itself is not compared; nothing is, where it is hidden
indices as (
    select
        card,
        attribute,
        member,
        card_sort_order,
        member_sort_order,
        customer_count,
        is_suppressed,
        is_proxy,
        100 * customer_count / nullif(card_count, 0) as share_pct,
        100 * rate as selection_rate_pct,
        100 * rate_low as selection_rate_ci_low_pct,
        100 * rate_high as selection_rate_ci_high_pct,
        case when not is_most_suppressed then most_selected_member end as most_selected_member,
        case when not is_most_suppressed then 100 * ratio end as selection_ratio_pct,
        {%- for end in ['low', 'high'] %}
        case
            when not is_most_suppressed and member <> most_selected_member
                then 100 * ratio_{{ end }}
        end as selection_ratio_ci_{{ end }}_pct,
        {%- endfor %}
        case
            when is_most_suppressed then 'cannot be told'
            when member = most_selected_member then 'most often proposed'
            when 100 * ratio_high < 80 then 'below four fifths'
            when 100 * ratio_low >= 80 then 'at least four fifths'
            when ratio is not null then 'cannot be told'
        end as four_fifths
    from judged
)

select
    card,
    attribute,
    member,
    card_sort_order,
    member_sort_order,
    {{ unless_suppressed([
        'customer_count', 'share_pct', 'selection_rate_pct', 'selection_rate_ci_low_pct',
        'selection_rate_ci_high_pct', 'selection_ratio_pct', 'selection_ratio_ci_low_pct',
        'selection_ratio_ci_high_pct', 'four_fifths',
    ]) }},
    most_selected_member,
    is_proxy,
    {{ reliability(['selection_rate_ci_high_pct - selection_rate_ci_low_pct']) }}
        as reliability,
    is_suppressed
from indices
