"""The pages of the report: what each shows, in which order, and what its title finds.

A title states what the marts hold: the highest with all that it does not surely exceed, the
lowest, what differs by more than chance. It never says why.
"""

from dataclasses import dataclass, field

from report.charts import bars, dots
from report.figures import (
    Chart,
    Column,
    Figure,
    Table,
    extremes,
    interval_columns,
    mark_of,
    most,
    multiples,
    single,
)
from report.marts import Marts
from report.written import (
    ASSUMPTIONS,
    ATTRIBUTES,
    count,
    index,
    inr,
    listed,
    month,
    percent,
    segment_name,
    sources,
    text,
)

SEGMENTS = {"High": "High-value", "Mid": "Mid-value", "Low": "Low-value"}
GROUP_MARTS = {
    "age_group": "age_groups",
    "gender": "genders",
    "marital_status": "marital_statuses",
    "city": "cities",
    "occupation": "occupations",
}
INTERVAL = "Lines are 95 % intervals."
KEY_SEGMENTS_SHOWN = 10


@dataclass(frozen=True)
class Page:
    key: str
    name: str
    lead: str
    figures: list[Figure]
    tables: dict[str, Table] = field(default_factory=dict)


def pages(marts: Marts) -> list[Page]:
    return [
        front(marts),
        demographics(marts),
        segmentation(marts),
        income(marts),
        expenditure(marts),
        top_categories(marts),
        cards(marts),
    ]


def front(marts: Marts) -> Page:
    claims = marts.rows("insights", "question, stated_by, claim_id")
    return Page(
        "front",
        "Summary",
        "",
        [utilisation_by_city(marts)],
        {
            "claims": Table(
                "insights",
                [
                    Column("Question", "question", text),
                    Column("Stated by", "stated_by", text),
                    Column("Claim", "claim", text),
                    Column("Verdict", "verdict", text),
                    Column("What the pilot finds", "finding", text),
                ],
                claims,
            ),
            "quality": Table(
                "data_quality",
                [
                    Column("What", "measure", lambda value: value.replace("_", " ")),
                    Column("Table", "table_name", text),
                    Column("Reason", "reason", lambda value: text(value).replace("_", " ")),
                    Column("Rows", "row_count", count),
                    Column("Share", "row_share_pct", percent),
                ],
                [row for row in marts.rows("data_quality", "table_name, measure, reason") if row["row_count"]],
            ),
        },
    )


def demographics(marts: Marts) -> Page:
    return Page(
        "demographics",
        "Demographics",
        "Who the high-, mid- and low-value customers are. A value segment is set by what part of their"
        " income customers spend; age, gender and marital status describe, they choose nobody.",
        [
            composition(marts, ["age_group", "gender", "marital_status"]),
            utilisation_by_group(marts, ["age_group", "gender", "marital_status"]),
        ],
    )


def segmentation(marts: Marts) -> Page:
    return Page(
        "segmentation",
        "Segmentation",
        "Which groups stand out, one attribute at a time, with the other attributes held, and in combination.",
        [
            representation(marts, ["city", "age_group", "marital_status"]),
            drivers(marts),
            effects(marts),
            key_segments(marts),
        ],
    )


def income(marts: Marts) -> Page:
    return Page(
        "income",
        "Income",
        "What customers earn a year, by city and value segment. Segments are made by spend over income, so that a"
        " segment's income is partly its definition.",
        [income_by_segment(marts), income_by_occupation(marts)],
    )


def expenditure(marts: Marts) -> Page:
    return Page(
        "expenditure",
        "Expenditure",
        "Where the money goes: online spends of all months of the pilot.",
        [category_totals(marts), months(marts), payment_types(marts), affinities(marts)],
    )


def top_categories(marts: Marts) -> Page:
    actions = marts.rows("segment_actions", "sort_order")
    return Page(
        "top-categories",
        "Top categories",
        "What each value segment spends most on, and whether that is the segment or the ages and genders in it.",
        [category_ranks(marts), standardised(marts)],
        {
            "actions": Table(
                "segment_actions",
                [
                    Column("Segment", "segment", SEGMENTS.get),
                    Column("Customers", "customer_count", count),
                    Column("Income utilisation", "utilisation_pct", percent),
                    *interval_columns("utilisation_ci_low_pct", "utilisation_ci_high_pct", percent),
                    Column("Over-represented (index, n)", "target_profile", text),
                    Column("Described by, never chosen by", "described_by", text),
                    Column("Action", "recommended_action", text),
                ],
                actions,
            )
        },
    )


def cards(marts: Marts) -> Page:
    return Page(
        "cards",
        "Cards",
        "Features that the pilot and published research both speak for, put together as four cards to test.",
        [scenarios(marts), assumptions(marts)],
        {
            "proposals": Table(
                "card_proposals",
                [
                    Column("Card", "card_name", text),
                    Column("For", "target_group", text),
                    Column("Customers", "customer_count", count),
                    Column("Features", "features", text),
                    Column("Fee", "fee_logic", text),
                    Column("Not paid by card, a month", "non_card_spend_inr_a_month", inr),
                    Column("Rewards cost at most, a month", "highest_reward_cost_inr_a_month", inr),
                ],
                marts.rows("card_proposals", "sort_order"),
            ),
            "recommendations": Table(
                "card_feature_recommendations",
                [
                    Column("Feature", "feature_name", text),
                    Column("For", "target_member", text),
                    Column("n", "customer_count", count),
                    Column("Evidence", "figure", lambda value: f"{value:,.1f}"),
                    Column("from", "ci_low", lambda value: f"{value:,.1f}"),
                    Column("to", "ci_high", lambda value: f"{value:,.1f}"),
                    Column("Unit", "figure_unit", text),
                    Column("Caution", "caution", text),
                    Column("Sources", "source_fact_ids", sources),
                ],
                marts.rows("card_feature_recommendations", "feature_id, tier, target_attribute, target_member"),
            ),
            "sources": Table(
                "card_sources",
                [
                    Column("Fact", "fact_id", text),
                    Column("What", "claim", text),
                    Column("Value", "value", text),
                    Column("Unit", "unit", text),
                    Column("Of", "period", text),
                    Column("Published by", "publisher", text),
                    Column("Where", "source_url", text),
                    Column("Confidence", "confidence", text),
                ],
                marts.rows("card_sources", "fact_id"),
            ),
        },
    )


def utilisation_by_city(marts: Marts) -> Figure:
    records, rows = utilisation_rows(marts, ["city"], "utilisation_pct desc nulls last, sort_order")
    found = extremes(rows)
    leading = most(rows)
    title = (
        f"{listed(leading)} {'spends' if len(leading) == 1 else 'spend'} most of {'its' if len(leading) == 1 else 'their'}"
        f" income, {found[0]['label']}; {found[1]['name']} least, {found[1]['label']}"
        if found else "No city is large enough to show"
    )
    return utilisation_figure("utilisation-by-city", title, records, rows, leading=found[0]["name"] if found else None)


def utilisation_by_group(marts: Marts, attributes: list[str]) -> Figure:
    """In the attributes' own order: nobody is ranked by age, gender or marital status."""
    records, rows = utilisation_rows(marts, attributes, "sort_order")
    choices = [ATTRIBUTES[attribute] for attribute in attributes]
    found = {choice: extremes([row for row in rows if row["group"] == choice]) for choice in choices}
    ranges = [
        f"by {choice.lower()} from {shown[1]['label']} to {shown[0]['label']}" for choice, shown in found.items() if shown
    ]
    title = f"Income utilisation runs {listed(ranges)}" if ranges else "No group is large enough to show"
    return utilisation_figure("utilisation-by-group", title, records, rows, choices)


def utilisation_rows(marts: Marts, attributes: list[str], order_by: str) -> tuple[list[dict], list[dict]]:
    everybody = marts.rows("portfolio", "1")[0]["utilisation_pct"]
    records = [
        {**row, "mart": GROUP_MARTS[attribute], "attribute": ATTRIBUTES[attribute], "member": row[attribute]}
        for attribute in attributes
        for row in marts.rows(GROUP_MARTS[attribute], order_by)
    ]
    return records, [
        mark_of(row, row["member"], "utilisation_pct", percent, "utilisation_ci_low_pct", "utilisation_ci_high_pct",
                group=row["attribute"], reference=everybody)
        for row in records
    ]


def utilisation_figure(key: str, title: str, records, rows, choices=(), leading=None) -> Figure:
    return Figure(
        key,
        title,
        "Monthly spend over monthly income, per cent, ratio of sums over the group's customers. The tick is"
        f" everybody. {INTERVAL}",
        single(rows, bars, choices, leading=leading),
        Table(
            " ".join(dict.fromkeys(row["mart"] for row in records)),
            [
                Column("Attribute", "attribute", text),
                Column("Group", "member", text),
                Column("Customers", "customer_count", count),
                Column("Income utilisation", "utilisation_pct", percent),
                *interval_columns("utilisation_ci_low_pct", "utilisation_ci_high_pct", percent),
                Column("By credit card", "credit_card_share_pct", percent),
            ],
            records,
        ),
        list(choices),
    )


def segment_cells(marts: Marts, attributes: list[str]) -> list[dict]:
    return [
        {**row, "attribute_name": ATTRIBUTES[row["attribute"]]}
        for attribute in attributes
        for row in marts.rows("segment_demographics", "segment_sort_order, attribute, member_sort_order")
        if row["attribute"] == attribute
    ]


def segment_table(records: list[dict]) -> Table:
    return Table(
        "segment_demographics",
        [
            Column("Segment", "segment", text),
            Column("Attribute", "attribute_name", text),
            Column("Group", "member", text),
            Column("Customers", "customer_count", count),
            Column("Share of the segment", "share_pct", percent),
            Column("Index", "representation_index", index),
            *interval_columns("representation_ci_low", "representation_ci_high", index),
            Column("Reliability", "reliability", text),
        ],
        records,
    )


def over_represented(records: list[dict], segment: str) -> list[str]:
    """Groups that are surely more frequent in the segment than among everybody."""
    return [
        f"{row['member']} ({index(row['representation_index'])})"
        for row in sorted(records, key=lambda row: -(row["representation_index"] or 0))
        if row["segment"] == segment and row["is_distinctive"] and row["representation_index"] > 100
    ]


def composition(marts: Marts, attributes: list[str]) -> Figure:
    records = segment_cells(marts, attributes)
    everybody = {
        (attribute, row[attribute]): row["customer_share_pct"]
        for attribute in attributes
        for row in marts.rows(GROUP_MARTS[attribute], "sort_order")
    }
    groups = {
        name: [
            mark_of(row, row["member"], "share_pct", percent, group=row["attribute_name"],
                    reference=everybody[row["attribute"], row["member"]])
            for row in records if row["segment"] == segment
        ]
        for segment, name in SEGMENTS.items()
    }
    distinct = over_represented(records, "High")
    choices = [ATTRIBUTES[attribute] for attribute in attributes]
    return Figure(
        "composition",
        f"Against everybody (100), high-value customers are more often {listed(distinct)}"
        if distinct else "High-value customers do not differ surely from everybody in age, gender or marital status",
        "Share of the segment's customers, per cent. The tick is everybody's share; index and 95 % interval are in the"
        " table. Named are groups that differ by more than chance (Holm) and by enough to matter.",
        multiples(groups, bars, choices),
        segment_table(records),
        choices,
    )


def representation(marts: Marts, attributes: list[str]) -> Figure:
    records = segment_cells(marts, attributes)
    groups = {
        name: [
            mark_of(row, row["member"], "representation_index", index, "representation_ci_low",
                    "representation_ci_high", group=row["attribute_name"])
            for row in records if row["segment"] == segment
        ]
        for segment, name in SEGMENTS.items()
    }
    cities = over_represented([row for row in records if row["attribute"] == "city"], "High")
    choices = [ATTRIBUTES[attribute] for attribute in attributes]
    return Figure(
        "representation",
        f"High-value customers live more often in {listed(cities)}" if cities
        else "No city surely holds more of the high-value customers than of all",
        "Representation index: the group's share of the segment, 100 = as among all customers. Grey: the 95 % interval"
        f" holds 100. {INTERVAL}",
        multiples(groups, dots, choices, zero=False, compared_with=100),
        segment_table(records),
        choices,
    )


def drivers(marts: Marts) -> Figure:
    records = [
        {**row, "attribute_name": ATTRIBUTES[row["attribute"]]}
        for row in marts.rows("utilisation_drivers", "lost_without_pct desc nulls last")
    ]
    rows = [
        mark_of(row, row["attribute_name"], "lost_without_pct", percent, "lost_without_ci_low_pct", "lost_without_ci_high_pct")
        for row in records
    ]
    found = extremes(rows)
    return Figure(
        "drivers",
        f"{found[0]['name']} says most about income utilisation, {found[1]['name'].lower()} least: {found[1]['label']}"
        if found else "The pilot is too small to tell what income utilisation is associated with",
        "Share of the differences between customers that only this attribute accounts for, per cent: what the model of"
        f" all five attributes loses without it. Associated, not caused. {INTERVAL}",
        single(rows, bars, leading=found[0]["name"] if found else None),
        Table(
            "utilisation_drivers",
            [
                Column("Attribute", "attribute_name", text),
                Column("Customers", "customer_count", count),
                Column("Lost without it", "lost_without_pct", percent),
                *interval_columns("lost_without_ci_low_pct", "lost_without_ci_high_pct", percent),
                Column("Explained alone", "explained_alone_pct", percent),
            ],
            records,
        ),
    )


def effects(marts: Marts) -> Figure:
    records = [
        {**row, "attribute_name": ATTRIBUTES[attribute]}
        for attribute in ATTRIBUTES
        for row in marts.rows("utilisation_effects", "sort_order")
        if row["attribute"] == attribute
    ]
    rows = [
        mark_of(row, row["member"], "adjusted_index", index, "adjusted_ci_low", "adjusted_ci_high",
                group=row["attribute_name"])
        for row in records
    ]
    # personal attributes describe; the title ranks by city and occupation only
    found = extremes([row for row in rows if row["group"] in ("City", "Occupation")])
    choices = list(ATTRIBUTES.values())
    return Figure(
        "effects",
        f"With the other attributes held, {found[0]['name']} spends {found[0]['label']} where everybody spends 100,"
        f" {found[1]['name']} {found[1]['label']}" if found else "No group is large enough to show",
        "Income utilisation as an index, 100 = everybody, the other four attributes held (main-effects model). The"
        f" table has the index as it is seen, too. Grey: the 95 % interval holds 100. {INTERVAL}",
        single(rows, dots, choices, zero=False, compared_with=100),
        Table(
            "utilisation_effects",
            [
                Column("Attribute", "attribute_name", text),
                Column("Group", "member", text),
                Column("Customers", "customer_count", count),
                Column("Index, others held", "adjusted_index", index),
                *interval_columns("adjusted_ci_low", "adjusted_ci_high", index),
                Column("Index as seen", "crude_index", index),
                Column("Reliability", "reliability", text),
            ],
            records,
        ),
        choices,
    )


def key_segments(marts: Marts) -> Figure:
    usable = [row for row in marts.rows("key_segments", "usable_tier, shrunk_utilisation_pct desc") if row["usable_tier"]]
    records = [{**row, "name": segment_name(row["key_segment"])} for row in usable[:KEY_SEGMENTS_SHOWN]]
    rows = [
        mark_of(row, row["name"], "shrunk_utilisation_pct", percent, "shrunk_ci_low_pct", "shrunk_ci_high_pct")
        for row in records
    ]
    first = [row["name"] for row in records if row["usable_tier"] == 1]
    return Figure(
        "key-segments",
        f"{listed(first)} {'leads' if len(first) == 1 else 'lead'} the segments that a bank may choose by"
        if first else "No combination of attributes is large enough to be a key segment",
        f"The first {len(records)} of {len(usable)} segments by city and occupation; segments by gender, age or"
        " marital status are never ranked for choice. Income utilisation, per cent, shrunk towards what the attributes"
        f" alone lead to expect. Segments of one tier do not differ by more than chance. {INTERVAL}",
        single(rows, bars, leading=first[0] if first else None),
        Table(
            "key_segments",
            [
                Column("Segment", "name", text),
                Column("Tier", "usable_tier", text),
                Column("Customers", "customer_count", count),
                Column("Income utilisation, shrunk", "shrunk_utilisation_pct", percent),
                *interval_columns("shrunk_ci_low_pct", "shrunk_ci_high_pct", percent),
                Column("as seen", "utilisation_pct", percent),
                Column("Monthly income", "avg_monthly_income_inr", inr),
                Column("Not paid by card", "non_card_spend_inr", inr),
                Column("First category", "top_category_1", text),
                Column("Index", "top_affinity_1", index),
                Column("Reliability", "reliability", text),
            ],
            records,
        ),
    )


def income_by_segment(marts: Marts) -> Figure:
    records = marts.rows("segment_cities", "segment_sort_order, city_sort_order")
    groups = {
        name: [mark_of(row, row["city"], "avg_annual_income_inr", inr) for row in records if row["segment"] == segment]
        for segment, name in SEGMENTS.items()
    }
    cities = marts.rows("cities", "sort_order")
    found = extremes([mark_of(row, row["city"], "avg_annual_income_inr", inr) for row in cities])
    return Figure(
        "income-by-city",
        f"Customers earn from {found[1]['label']} a year in {found[1]['name']} to {found[0]['label']} in {found[0]['name']}"
        if found else "No city is large enough to show",
        "Average annual income in INR by city, of the customers of each value segment. † rests on 10 to 29 customers:"
        " use with care.",
        multiples(groups, bars),
        Table(
            "segment_cities",
            [
                Column("Segment", "segment", text),
                Column("City", "city", text),
                Column("Customers", "customer_count", count),
                Column("Annual income", "avg_annual_income_inr", inr),
                Column("Total spend", "total_spend_inr", inr),
                Column("Income utilisation", "utilisation_pct", percent),
                Column("Reliability", "reliability", text),
            ],
            records,
        ),
    )


def income_by_occupation(marts: Marts) -> Figure:
    records = marts.rows("occupations", "avg_annual_income_inr desc nulls last, sort_order")
    rows = [mark_of(row, row["occupation"], "avg_annual_income_inr", inr) for row in records]
    found = extremes(rows)
    return Figure(
        "income-by-occupation",
        f"{found[0]['name']} earn most, {found[0]['label']} a year; {found[1]['name']} least, {found[1]['label']}"
        if found else "No occupation is large enough to show",
        "Average annual income in INR of all customers of the occupation.",
        single(rows, bars, leading=found[0]["name"] if found else None),
        Table(
            "occupations",
            [
                Column("Occupation", "occupation", text),
                Column("Customers", "customer_count", count),
                Column("Annual income", "avg_annual_income_inr", inr),
                Column("Monthly spend", "avg_monthly_spend_inr", inr),
                *interval_columns("avg_monthly_spend_ci_low_inr", "avg_monthly_spend_ci_high_inr", inr),
                Column("Income utilisation", "utilisation_pct", percent),
            ],
            records,
        ),
    )


def category_totals(marts: Marts) -> Figure:
    everybody = [{**row, "segment": "All customers"} for row in marts.rows("categories", "spend_rank")]
    by_segment = [
        {**row, "segment": SEGMENTS[row["segment"]], "spend_share_pct": row["share_pct"],
         "spend_share_ci_low_pct": None, "spend_share_ci_high_pct": None}
        for row in marts.rows("segment_categories", "segment_sort_order, category_rank nulls last, category_sort_order")
    ]
    records = everybody + by_segment
    rows = [
        mark_of(row, row["category"], "total_spend_inr", inr, n=None, group=row["segment"]) for row in records
    ]
    choices = ["All customers", *SEGMENTS.values()]
    return Figure(
        "categories",
        f"{everybody[0]['category']} lead with {percent(everybody[0]['spend_share_pct'])} of what customers spend, before"
        f" {listed([row['category'] for row in everybody[1:3]])}",
        "Total spend over all months in INR, by category. Shares of all customers have their 95 % interval in the"
        " table.",
        single(rows, bars, choices),
        Table(
            "categories segment_categories",
            [
                Column("Customers", "segment", text),
                Column("Category", "category", text),
                Column("Total spend", "total_spend_inr", inr),
                Column("Share", "spend_share_pct", percent),
                *interval_columns("spend_share_ci_low_pct", "spend_share_ci_high_pct", percent),
            ],
            records,
        ),
        choices,
    )


def months(marts: Marts) -> Figure:
    records = marts.rows("months", "month_start_date")
    rows = [mark_of(row, month(row["month_start_date"]), "total_spend_inr", inr, n=None) for row in records]
    found = extremes(rows)
    return Figure(
        "months",
        f"{found[0]['name']} is the highest month with {found[0]['label']}, {found[1]['name']} the lowest with"
        f" {found[1]['label']}",
        f"Total spend of all customers a month in INR. {len(records)} months show no season of a year.",
        single(rows, bars, leading=found[0]["name"]),
        Table(
            "months",
            [
                Column("Month", "month_start_date", month),
                Column("Total spend", "total_spend_inr", inr),
                Column("Income utilisation", "utilisation_pct", percent),
                Column("By credit card", "credit_card_share_pct", percent),
            ],
            records,
        ),
    )


def payment_types(marts: Marts) -> Figure:
    records = marts.rows("payment_types", "spend_rank")
    rows = [
        mark_of(row, row["payment_type"], "spend_share_pct", percent, "spend_share_ci_low_pct", "spend_share_ci_high_pct", n=None)
        for row in records
    ]
    found = extremes(rows)
    return Figure(
        "payment-types",
        f"{found[0]['label']} of spend is paid by {found[0]['name']}, {found[1]['label']} by {found[1]['name']}",
        "Share of all spend, per cent. Amounts, not users: in a full grid every customer has a row for every payment type."
        f" {INTERVAL}",
        single(rows, bars, leading="Credit Card"),
        Table(
            "payment_types",
            [
                Column("Payment type", "payment_type", text),
                Column("Total spend", "total_spend_inr", inr),
                Column("Share", "spend_share_pct", percent),
                *interval_columns("spend_share_ci_low_pct", "spend_share_ci_high_pct", percent),
            ],
            records,
        ),
    )


def affinities(marts: Marts) -> Figure:
    ordered = "list_position(['city', 'age_group', 'occupation', 'gender', 'marital_status'], attribute), member_sort_order"
    records = [
        {**row, "item": row.get("category") or row.get("payment_type"),
         "group": f"{ATTRIBUTES[row['attribute']]}: {row['member']}"}
        for mart, item in (("demographic_categories", "category"), ("demographic_payment_types", "payment_type"))
        for row in marts.rows(mart, f"{ordered}, affinity_index desc nulls last, {item}_sort_order")
    ]
    rows = [
        mark_of(row, row["item"], "affinity_index", index, "affinity_ci_low", "affinity_ci_high", group=row["group"])
        for row in records
    ]
    choices = list(dict.fromkeys(row["group"] for row in rows))
    shown = [row for row in records if row["is_distinctive"] is not None]
    distinct = [row for row in shown if row["is_distinctive"]]
    furthest = max(distinct, key=lambda row: abs(row["affinity_index"] - 100), default=None)
    return Figure(
        "affinities",
        f"{len(distinct)} of {len(shown)} cells differ from everybody by more than chance and by enough to matter;"
        f" the furthest: {furthest['member']}, {furthest['item']} ({index(furthest['affinity_index'])})"
        if furthest else f"None of {len(shown)} cells differs surely from everybody",
        "Affinity index of a group's spend by category and payment type: its share of the group's spend, 100 = as of"
        f" everybody's. Grey: the 95 % interval holds 100. The table has the index with ages and genders held. {INTERVAL}",
        single(rows, dots, choices, zero=False, compared_with=100),
        Table(
            "demographic_categories demographic_payment_types",
            [
                Column("Group", "group", text),
                Column("Item", "item", text),
                Column("Customers", "customer_count", count),
                Column("Index", "affinity_index", index),
                *interval_columns("affinity_ci_low", "affinity_ci_high", index),
                Column("Ages, genders held", "standardised_index", index),
                Column("Share", "share_pct", percent),
            ],
            records,
        ),
        choices,
    )


def category_ranks(marts: Marts) -> Figure:
    records = marts.rows("segment_categories", "segment_sort_order, category_rank nulls last, category_sort_order")
    groups = {
        name: [mark_of(row, row["category"], "share_pct", percent) for row in records if row["segment"] == segment]
        for segment, name in SEGMENTS.items()
    }
    high = [row["category"] for row in records if row["segment"] == "High" and row["share_pct"] is not None][:4]
    return Figure(
        "category-ranks",
        f"High-value customers spend most on {listed(high)}" if high else "Too few customers to rank categories",
        "Share of the segment's spend, per cent, in the segment's own order. Neighbours in rank may differ by chance;"
        " the claims on page 1 say which do.",
        multiples(groups, bars),
        segment_category_table(records),
    )


def standardised(marts: Marts) -> Figure:
    records = marts.rows("segment_categories", "segment_sort_order, category_sort_order")
    groups = {
        name: [
            mark_of(row, row["category"], "standardised_index", index, "standardised_ci_low", "standardised_ci_high",
                    reference=row["affinity_index"])
            | {"label": f"{index(row['affinity_index'])} → {index(row['standardised_index'])}"}
            for row in records if row["segment"] == segment
        ]
        for segment, name in SEGMENTS.items()
    }
    shown = [row for row in records if row["affinity_index"] is not None]
    distinct = [row for row in shown if row["is_distinctive"]]
    left = [abs(row["standardised_index"] - 100) for row in shown if row["standardised_index"] is not None]
    return Figure(
        "standardised",
        f"{len(distinct)} of {len(shown)} cells differ surely from everybody; with ages and genders held none is further"
        f" than {max(left, default=0):.1f} points away",
        "Affinity index of the segment's spend by category, 100 = as everybody. Tick: as seen. Dot: with ages and"
        f" genders held. At the end: as seen → held. Grey: the 95 % interval holds 100. {INTERVAL}",
        multiples(groups, dots, zero=False, compared_with=100),
        segment_category_table(records),
    )


def segment_category_table(records: list[dict]) -> Table:
    return Table(
        "segment_categories",
        [
            Column("Segment", "segment", text),
            Column("Category", "category", text),
            Column("Customers", "customer_count", count),
            Column("Share", "share_pct", percent),
            Column("Index", "affinity_index", index),
            *interval_columns("affinity_ci_low", "affinity_ci_high", index),
            Column("Ages, genders held", "standardised_index", index),
            *interval_columns("standardised_ci_low", "standardised_ci_high", index),
        ],
        records,
    )


def scenario_cases(marts: Marts) -> dict:
    """Base, low and high case of each card and assumption, in an average month."""
    cases = {}
    for row in marts.rows("launch_scenarios", "sort_order, card_id"):
        if row["spend_level"] == "average month" and not row["is_suppressed"]:
            cases.setdefault((row["card_name"], row["moved_assumption"]), {})[row["scenario"]] = row
    return cases


def ranges_of(cases: dict) -> list[dict]:
    """One row for each card and assumption: net result a month, low, base and high."""
    return [
        {
            "card_name": card,
            "assumption": ASSUMPTIONS[assumption],
            "customers_in_scope": case["low"]["customers_in_scope"],
            "base": cases[card, "all"]["base"]["net_inr"],
            "low": case["low"]["net_inr"],
            "high": case["high"]["net_inr"],
        }
        for (card, assumption), case in cases.items()
    ]


def range_table(records: list[dict]) -> Table:
    return Table(
        "launch_scenarios",
        [
            Column("Card", "card_name", text),
            Column("What moves", "assumption", text),
            Column("Customers in scope", "customers_in_scope", count),
            Column("Base", "base", inr),
            Column("Low", "low", inr),
            Column("High", "high", inr),
        ],
        records,
    )


def scenarios(marts: Marts) -> Figure:
    records = [row for row in ranges_of(scenario_cases(marts)) if row["assumption"] == ASSUMPTIONS["all"]]
    rows = [
        mark_of(row, row["card_name"], "base", inr, "low", "high", n="customers_in_scope")
        for row in records
    ]
    low = min((row["low"] for row in records), default=None)
    high = max((row["high"] for row in records), default=None)
    return Figure(
        "scenarios",
        f"On the pilot's customers a card nets between {inr(low)} and {inr(high)} a month, as assumptions go"
        if records else "No card has enough customers for a scenario",
        "Net result a month in INR before the costs of running a card: interchange and fees less rewards, in an average"
        " month. Dot: base case. Lines: all assumptions low, all high; not intervals. Assumptions, not forecasts.",
        single(rows, dots, zero=False),
        range_table(records),
    )


def assumptions(marts: Marts) -> Figure:
    records = [row for row in ranges_of(scenario_cases(marts)) if row["assumption"] != ASSUMPTIONS["all"]]
    records.sort(key=lambda row: (row["card_name"], -abs(row["high"] - row["low"])))
    rows = [
        mark_of(row, row["assumption"], "base", inr, "low", "high", n=None, group=row["card_name"])
        | {"label": f"{inr(min(row['low'], row['high']))} to {inr(max(row['low'], row['high']))}"}
        for row in records
    ]
    choices = list(dict.fromkeys(row["group"] for row in rows))
    widest = list(dict.fromkeys(
        next(row["assumption"] for row in records if row["card_name"] == card).lower() for card in choices
    ))
    return Figure(
        "assumptions",
        f"What matters most is a guess: {listed(widest)}" if widest else "No card has enough customers for a scenario",
        "Net result a month in INR when one assumption moves from its low to its high value and the others stay."
        " Dot: base case.",
        single(rows, dots, choices, zero=False, room=0.6),
        range_table(records),
        choices,
    )
