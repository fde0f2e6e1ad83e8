-- Grain: one row per group whose profile was published before and now, and whether its changes
-- are hidden, because few joined or left: both profiles together would give them away.
-- Income bands are not among them: their limits move.
{%- set marts = {
    'portfolio': 'portfolio', 'segments': 'segment', 'cities': 'city', 'age_groups': 'age_group',
    'occupations': 'occupation', 'genders': 'gender', 'marital_statuses': 'marital_status',
} %}
with profiles as (
    select
        mart,
        row_key,
        row_before,
        row_now,
        case mart
            {%- for mart, attribute in marts.items() %}
            when '{{ mart }}' then '{{ attribute }}'
            {%- endfor %}
        end as attribute,
        -- nobody in a group that was not there; null in a group that is hidden
        case
            when row_before is null then 0
            else cast({{ json_field('row_before', 'customer_count') }} as bigint)
        end as count_before,
        case
            when row_now is null then 0
            else cast({{ json_field('row_now', 'customer_count') }} as bigint)
        end as count_now
    from {{ ref('int_changed_rows') }}
    where
        mart in (
            '{{ marts | join("', '") }}'
        )
),

known as (
    select count(*) as group_count
    from {{ ref('int_group_turnover') }}
),

-- where nobody knows who was in, the counts tell the least that moved
moves as (
    select
        profiles.*,
        case
            when known.group_count > 0 then coalesce(turnover.gained_count, 0)
            else profiles.count_now - profiles.count_before
        end as gained_count,
        case
            when known.group_count > 0 then coalesce(turnover.lost_count, 0)
            else profiles.count_before - profiles.count_now
        end as lost_count
    from profiles
    cross join known
    left join {{ ref('int_group_turnover') }} as turnover
        on
            profiles.attribute = turnover.attribute
            and profiles.row_key = turnover.member
),

-- how many moved in a hidden group is not known: it may be few
checked as (
    select
        *,
        coalesce(
            {%- for count in ['gained_count', 'lost_count'] %}
            {{ count }} between 1 and {{ var('disclosure_min_customers') }} - 1
            {{- ' or' if not loop.last else ',' }}
            {%- endfor %}
            true
        ) as is_moved_by_few
    from moves
),

-- the members of an attribute sum to the portfolio: neither a member nor the portfolio is
-- hidden alone
hidden as (
    select
        *,
        count_before is null
        or count_now is null
        or is_moved_by_few
        or max(is_moved_by_few) over (partition by attribute)
        <> max(is_moved_by_few and attribute = 'portfolio') over ()
            as is_suppressed
    from checked
)

select
    mart,
    row_key,
    row_before,
    row_now,
    is_suppressed
from hidden
where row_before is not null and row_now is not null
