{#-
    What would mend a large quarantine, in sentences: the most frequent spellings that are not
    known, each with the line that would make it known, and the column `year` where rows
    contradict each other because two years lie in one file.

    With columns swapped an unknown "city" may be an id or an income: a spelling is shown only
    if disclosure_min_customers rows have it and if it is neither.
-#}
{% macro advice_on_quarantine(reasons, attributes) -%}
    {%- set advice = [] -%}
    {%- set unknown -%}
        with spellings as (
            select attribute, spelling, comparable_spelling, row_count
            from {{ ref('stg_spellings') }}
            where member is null
            union all
            select 'month' as attribute, delivered_month, lower(delivered_month), row_count
            from {{ ref('stg_delivered_months') }}
            where month_number is null
        ),

        ranked as (
            select
                spellings.*,
                members.member,
                members.sort_order,
                row_number() over (
                    partition by spellings.attribute, spellings.spelling
                    order by
                        case
                            when lower(members.member) like concat(comparable_spelling, '%') then 0
                            else 1
                        end,
                        levenshtein(lower(members.member), comparable_spelling),
                        members.member
                ) as nearness
            from spellings
            inner join {{ ref('accepted_members') }} as members
                on spellings.attribute = members.attribute
                and members.spelling = members.member
            where
                spellings.attribute in ('{{ attributes | join("', '") }}')
                and spellings.row_count >= {{ var('disclosure_min_customers') }}
                and comparable_spelling <> ''
                and not {{ matches_pattern('spellings.spelling', '[0-9]{3,}') }}
                and not {{ matches_pattern(
                    'upper(spellings.spelling)', var('customer_id_pattern')
                ) }}
                and try_cast(comparable_spelling as double) is null
        )

        select attribute, spelling, row_count, member, sort_order
        from ranked
        where nearness = 1
        order by row_count desc, attribute, spelling
        limit 3
    {%- endset -%}
    {%- for attribute, spelling, row_count, member, sort_order in run_query(unknown).rows -%}
        {%- set short = spelling if spelling | length <= 40 else spelling[:40] ~ '…' -%}
        {%- do advice.append(
            attribute ~ ' "' ~ short ~ '" (' ~ '{:,}'.format(row_count) ~ ' rows) is not known: if '
            ~ member ~ ' is meant, add the line ' ~ attribute ~ ',' ~ short ~ ',' ~ member ~ ','
            ~ sort_order ~ ' to seeds/reference/accepted_members.csv. '
        ) -%}
    {%- endfor -%}
    {%- if reasons and 'rows_conflict' in reasons[0][0] and 'month' in attributes -%}
        {%- do advice.append(
            'Rows of the same customer, month, category and payment type differ: if the file holds'
            ~ ' more than one year, deliver a column year. '
        ) -%}
    {%- endif -%}
    {{ return(advice | join) }}
{%- endmacro %}
