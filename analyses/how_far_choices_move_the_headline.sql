-- How far the contestable choices of DECISIONS.md move what a reader sees first. A test
-- holds the table in DECISIONS.md to what this query returns on the shipped pilot.
with customers as (
    select
        utilisation_pct,
        avg_monthly_income_inr,
        avg_monthly_spend_inr
    from {{ ref('dim_customers') }}
),

months as (
    select
        count(*) as month_count,
        max(utilisation_pct) as peak_utilisation_pct
    from {{ ref('months') }}
),

headline as (
    select
        max(portfolio.utilisation_pct) as ratio_of_sums,
        avg(customers.utilisation_pct) as mean_of_ratios,
        median(customers.utilisation_pct) as median_of_ratios,
        max(months.peak_utilisation_pct) as peak_month,
        max(portfolio.utilisation_pct) * max(months.month_count) as one_months_income
    from {{ ref('portfolio') }} as portfolio
    cross join customers
    cross join months
),

segments as (
    select
        count(*) filter (where utilisation_pct >= 60) as high_from_60,
        count(*) filter (where utilisation_pct >= 55) as high_from_55,
        count(*) filter (where utilisation_pct >= 65) as high_from_65,
        count(*) filter (where utilisation_pct < 40) as low_below_40,
        count(*) filter (where utilisation_pct < 35) as low_below_35,
        count(*) filter (where utilisation_pct < 45) as low_below_45
    from customers
),

cells as (
    select
        max(comparison_count) as all_cells,
        count(*) filter (where is_distinctive) as distinctive,
        count(*) filter (
            where
            index_against_others_ci_low > 100
            or index_against_others_ci_high < 100
        ) as outside_own_interval,
        count(*) filter (
            where
            (index_against_others_ci_low > 100 or index_against_others_ci_high < 100)
            and abs(index_against_others - 100) >= 5
        ) as outside_and_large
    from {{ ref('demographic_categories') }}
),

hidden as (
    select count(*) filter (where is_suppressed) as hidden_cells
    from {{ ref('segment_demographics') }}
),

crude_evidence as (
    select
        count(*) filter (
            where attribute in ('city', 'occupation') and is_distinctive
            and affinity_index > 100
        ) as crude_cells,
        count(*) filter (
            where attribute in ('city', 'occupation') and is_distinctive
            and affinity_index > 100 and standardised_ci_low > 100
            and standardised_index >= 105
        ) as standardised_cells
    from {{ ref('demographic_categories') }}
),

key_segment_figures as (
    select
        max(utilisation_pct) as highest_own,
        max_by(expected_utilisation_pct, utilisation_pct) as highest_expected,
        count(*) filter (where differs_from_expected) as unexpected,
        count(*) as segment_count,
        count(*) filter (where customer_count >= 50) as segments_of_50,
        count(*) filter (where tier = 1) as first_tier,
        count(*) filter (where explained_by_segment is not null) as explained
    from {{ ref('key_segments') }}
),

drivers as (
    select
        max(explained_by_all_pct) as explained_by_all_pct,
        max(case when attribute = 'marital_status' then explained_alone_pct end)
            as marital_alone_pct,
        max(case when attribute = 'marital_status' then lost_without_pct end)
            as marital_lost_pct
    from {{ ref('utilisation_drivers') }}
),

prospect_ranks as (
    select
        campaign_rank,
        row_number() over (
            order by non_card_spend_inr_a_month desc, customer_id asc
        ) as rank_by_spend
    from {{ ref('prospects') }}
),

campaigns as (
    select count(*) as in_both
    from prospect_ranks
    where campaign_rank <= 400 and rank_by_spend <= 400
),

choices as (
    select
        1 as line_number,
        'Utilisation, ratio of sums (ours)' as choice,
        round(ratio_of_sums, 2) as figure
    from headline
    union all
    select
        2 as line_number,
        'Utilisation, mean of customers'' ratios' as choice,
        round(mean_of_ratios, 2) as figure
    from headline
    union all
    select
        3 as line_number,
        'Utilisation, median customer' as choice,
        round(median_of_ratios, 2) as figure
    from headline
    union all
    select
        4 as line_number,
        'Utilisation, peak month only' as choice,
        round(peak_month, 2) as figure
    from headline
    union all
    select
        5 as line_number,
        'Utilisation, all months over one month''s income (wrong)' as choice,
        round(one_months_income, 2) as figure
    from headline
    union all
    select
        6 as line_number,
        'High customers, from 60 % (ours)' as choice,
        high_from_60 as figure
    from segments
    union all
    select
        7 as line_number,
        'High customers, from 55 %' as choice,
        high_from_55 as figure
    from segments
    union all
    select
        8 as line_number,
        'High customers, from 65 %' as choice,
        high_from_65 as figure
    from segments
    union all
    select
        9 as line_number,
        'Low customers, below 40 % (ours)' as choice,
        low_below_40 as figure
    from segments
    union all
    select
        10 as line_number,
        'Low customers, below 35 %' as choice,
        low_below_35 as figure
    from segments
    union all
    select
        11 as line_number,
        'Low customers, below 45 %' as choice,
        low_below_45 as figure
    from segments
    union all
    select
        12 as line_number,
        'Distinctive cells, Holm and 5 points (ours)' as choice,
        distinctive as figure
    from cells
    union all
    select
        13 as line_number,
        'Distinctive cells, 5 points and the cell''s own interval' as choice,
        outside_and_large as figure
    from cells
    union all
    select
        14 as line_number,
        'Distinctive cells, the cell''s own interval only' as choice,
        outside_own_interval as figure
    from cells
    union all
    select
        15 as line_number,
        'Cells compared' as choice,
        all_cells as figure
    from cells
    union all
    select
        16 as line_number,
        'Cells of segment and attribute hidden' as choice,
        hidden_cells as figure
    from hidden
    union all
    select
        17 as line_number,
        'Variance explained, multiplicative main effects (ours), %' as choice,
        round(explained_by_all_pct, 2) as figure
    from drivers
    union all
    select
        18 as line_number,
        'Variance explained by marital status alone, %' as choice,
        round(marital_alone_pct, 2) as figure
    from drivers
    union all
    select
        19 as line_number,
        'Variance lost without marital status (ours), %' as choice,
        round(marital_lost_pct, 2) as figure
    from drivers
    union all
    select
        20 as line_number,
        'Highest key segment, its own utilisation (ours)' as choice,
        round(highest_own, 2) as figure
    from key_segment_figures
    union all
    select
        21 as line_number,
        'Highest key segment, what its attributes let expect' as choice,
        round(highest_expected, 2) as figure
    from key_segment_figures
    union all
    select
        22 as line_number,
        'Key segments, from 30 customers (ours)' as choice,
        segment_count as figure
    from key_segment_figures
    union all
    select
        23 as line_number,
        'Key segments, from 50 customers' as choice,
        segments_of_50 as figure
    from key_segment_figures
    union all
    select
        24 as line_number,
        'Key segments tied in the first tier (ours)' as choice,
        first_tier as figure
    from key_segment_figures
    union all
    select
        25 as line_number,
        'Key segments that a simpler one explains' as choice,
        explained as figure
    from key_segment_figures
    union all
    select
        26 as line_number,
        'Key segments that differ from what their attributes let expect' as choice,
        unexpected as figure
    from key_segment_figures
    union all
    select
        27 as line_number,
        'Of 400 first prospects, also first by non-card spend alone' as choice,
        in_both as figure
    from campaigns
    union all
    select
        28 as line_number,
        'Categories of cities and occupations, people held (ours)' as choice,
        standardised_cells as figure
    from crude_evidence
    union all
    select
        29 as line_number,
        'Categories of cities and occupations, crude' as choice,
        crude_cells as figure
    from crude_evidence
)

select
    choice,
    figure
from choices
order by line_number
