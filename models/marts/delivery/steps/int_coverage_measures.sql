-- Grain: one row per measure of what the accepted rows cover.
with coverage as (
    select * from {{ ref('int_delivery_coverage') }}
),

measures as (
    select
        'customers_without_spends' as measure,
        'customers' as table_name,
        'all' as reason,
        customer_count - customers_with_spends as row_count,
        customer_count as of_count,
        null as standard_error_pct,
        'Accepted customers without an accepted spend: they count, with zero spend.'
            as explanation
    from coverage
    union all
    select
        'customer_months_above_income' as measure,
        'spends' as table_name,
        'all' as reason,
        months_above_income as row_count,
        customer_month_count as of_count,
        months_above_income_standard_error_pct as standard_error_pct,
        'Months in which a customer spends more than the average monthly income.'
            as explanation
    from coverage
    union all
    select
        'grid_rows' as measure,
        'spends' as table_name,
        'all' as reason,
        spend_count as row_count,
        grid_row_count as of_count,
        null as standard_error_pct,
        'Accepted rows of all that customers, months, categories and payment types allow.'
            as explanation
    from coverage
    union all
    select
        'groups_that_one_customer_moves' as measure,
        'customers' as table_name,
        'all' as reason,
        count(*) filter (
            where
            customer_count >= {{ var('reliability_min_customers') }}
            and most_points > {{ var('one_customer_max_points') }}
        ) as row_count,
        count(*) filter (
            where customer_count >= {{ var('reliability_min_customers') }}
        ) as of_count,
        null as standard_error_pct,
        'Groups of {{ var("reliability_min_customers") }} customers or more whose'
        || ' utilisation a single customer moves by more than'
        || ' {{ var("one_customer_max_points") }} points.'
        || coalesce(
            ' That of all customers is moved by at most '
            || {{ written("max(case when attribute = 'portfolio' then most_points end)") }}
            || ' points.',
            ''
        ) as explanation
    from {{ ref('int_customer_weights') }}
    union all
    select
        'adoption_and_penetration' as measure,
        'spends' as table_name,
        'all' as reason,
        null as row_count,
        null as of_count,
        null as standard_error_pct,
        case
            when spend_count = grid_row_count
                then
                    'Not measurable: every customer has a row for every month, category and'
                    || ' payment type, so that the share of users is 100 % by construction.'
            else
                'Not measured: a missing row may be a missing delivery as well as no use.'
        end as explanation
    from coverage
)

select * from measures
