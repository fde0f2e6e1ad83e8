"""The pages of the report: what each shows, in which order, and what its title finds.

A title states what the marts hold: the highest and the lowest, with all that an interval does
not tell from them where there is one, or what differs by more than chance. It never says why.
Personal attributes (age, gender, marital status) stand in their own order: nobody is ranked by
them.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from report.charts import bars, dots
from report.figures import (
    Column,
    Figure,
    Table,
    extremes,
    interval_columns,
    mark_of,
    multiples,
    single,
)
from report.marts import Marts
from report.written import (
    ASSUMPTIONS,
    ATTRIBUTES,
    count,
    decimal,
    index,
    inr,
    link,
    listed,
    month,
    percent,
    segment_name,
    sources,
    text,
    yes_or_no,
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
DISTINCT = "In colour: differs by more than chance (Holm) and by enough to matter."
# tier 8 of key segments is all the rest
LAST_TIER_SHOWN = 7
# index points, as var distinctive_min_index_points of the project
MATTERS = 5
TOO_FEW = "Too few groups are large enough to compare"


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
                    Column("What it says", "explanation", text),
                ],
                [
                    row for row in marts.rows("data_quality", "table_name, measure, reason")
                    if row["row_count"] != 0
                ],
            ),
        },
    )


def demographics(marts: Marts) -> Page:
    return Page(
        "demographics",
        "Demographics",
        "Who the high-, mid- and low-value customers are. A value segment is set by what part of"
        " their income customers spend; age, gender and marital status describe, they choose"
        " nobody.",
        [
            composition(marts, ["age_group", "gender", "marital_status"]),
            utilisation_by_group(marts, ["age_group", "gender", "marital_status"]),
        ],
    )


def segmentation(marts: Marts) -> Page:
    return Page(
        "segmentation",
        "Segmentation",
        "Which groups stand out, one attribute at a time, with the other attributes held, and in"
        " combination.",
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
        "What customers earn a year, by city and value segment. Segments are made by spend over"
        " income, so that a segment's income is partly its definition.",
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
        "What each value segment spends most on, and whether that is the segment or the ages and"
        " genders in it.",
        [category_ranks(marts), standardised(marts)],
        {
            "actions": Table(
                "segment_actions",
                [
                    Column("Segment", "segment", SEGMENTS.__getitem__),
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
        "Features that the pilot and published research both speak for, put together as four"
        " cards, each with a verdict on what it would bring the bank and the customer.",
        [scenarios(marts), assumptions(marts)],
        {
            "proposals": Table(
                "card_proposals",
                [
                    Column("Card", "card_name", text),
                    Column("For", "target_group", text),
                    Column("Customers", "customer_count", count),
                    Column("Verdict", "verdict", text),
                    Column("Because", "verdict_reason", text),
                    Column("Features", "features", text),
                    Column("Fee", "fee_logic", text),
                    Column("Proxy for", "proxy_for", attributes_named),
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
                    Column("Evidence", "figure_written", text),
                    Column("from", "ci_low_written", text),
                    Column("to", "ci_high_written", text),
                    Column("Unit", "figure_unit", text),
                    Column("Ages, genders held", "standardised_index", decimal),
                    Column("Which is", "supported_as", text),
                    Column("Caution", "caution", text),
                    Column("Sources", "source_fact_ids", sources),
                ],
                [
                    row | {
                        f"{name}_written": written_in(row["figure_unit"], row[name])
                        for name in ("figure", "ci_low", "ci_high")
                    }
                    for row in marts.rows(
                        "card_feature_recommendations",
                        "feature_id, tier, target_attribute, target_member",
                    )
                ],
            ),
            "audiences": Table(
                "card_audiences",
                [
                    Column("Card", "card_name", text),
                    Column("Attribute", "attribute_name", text),
                    Column("Group", "member", text),
                    Column("Customers", "customer_count", count),
                    Column("Of the card's", "share_pct", percent),
                    Column("Of the group's", "selection_rate_pct", percent),
                    *interval_columns(
                        "selection_rate_ci_low_pct", "selection_rate_ci_high_pct", percent
                    ),
                    Column("Against the most proposed", "selection_ratio_pct", percent),
                    Column("Four fifths", "four_fifths", text),
                ],
                [
                    {**row, "attribute_name": ATTRIBUTES[row["attribute"]]}
                    for row in marts.rows(
                        "card_audiences", "sort_order, attribute, member_sort_order"
                    ) if row["is_personal"]
                ],
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
                    Column("Where", "source_url", link),
                    Column("Confidence", "confidence", text),
                ],
                marts.rows("card_sources", "fact_id"),
            ),
        },
    )


def attributes_named(names: str | None) -> str:
    """`age_group, gender` in words."""
    return listed([ATTRIBUTES[name].lower() for name in (names or "").split(", ") if name]) or "–"


def written_in(unit: str, value: float | None) -> str:
    return inr(value) if unit.startswith("INR") else decimal(value)


def utilisation_by_city(marts: Marts) -> Figure:
    records, rows = utilisation_rows(marts, ["city"], "utilisation_pct desc nulls last, sort_order")
    return utilisation_figure(
        "utilisation-by-city", ranked("Income utilisation", rows), records, rows,
        leading=leaders(rows),
    )


def ranked(measure: str, rows: list[dict], preposition: str = "in") -> str:
    """The sentence of a title: where a measure is highest and where lowest."""
    found = extremes(rows)
    if found is None:
        return TOO_FEW
    if not found.differ:
        return (
            f"{measure} runs from {found.lowest} to {found.highest};"
            " highest and lowest do not differ surely"
        )
    return (
        f"{measure} is highest {preposition} {listed(found.top)}, {found.highest},"
        f" and lowest {preposition} {listed(found.bottom)}, {found.lowest}"
    )


def leaders(rows: list[dict]) -> list[str]:
    """Names of the rows that lead: all of them where none surely does."""
    found = extremes(rows)
    return found.top if found and found.differ else []


def utilisation_by_group(marts: Marts, attributes: list[str]) -> Figure:
    records, rows = utilisation_rows(marts, attributes, "sort_order")
    choices = [ATTRIBUTES[attribute] for attribute in attributes]
    found = {
        choice: extremes([row for row in rows if row["group"] == choice]) for choice in choices
    }
    ranges = [
        f"by {choice.lower()} from {shown.lowest} to {shown.highest}"
        for choice, shown in found.items() if shown
    ]
    title = f"Income utilisation runs {listed(ranges)}" if ranges else TOO_FEW
    return utilisation_figure("utilisation-by-group", title, records, rows, choices)


def utilisation_rows(
    marts: Marts, attributes: list[str], order_by: str
) -> tuple[list[dict], list[dict]]:
    everybody = marts.rows("portfolio", "1")[0]["utilisation_pct"]
    records = [
        {
            **row, "mart": GROUP_MARTS[attribute], "attribute": ATTRIBUTES[attribute],
            "member": row[attribute],
        }
        for attribute in attributes
        for row in marts.rows(GROUP_MARTS[attribute], order_by)
    ]
    return records, [
        mark_of(row, row["member"], "utilisation_pct", percent, "utilisation_ci_low_pct",
                "utilisation_ci_high_pct", group=row["attribute"], reference=everybody)
        for row in records
    ]


def utilisation_figure(
    key: str, title: str, records: list[dict], rows: list[dict], choices: Sequence[str] = (),
    leading: Collection[str] = (),
) -> Figure:
    return Figure(
        key,
        title,
        "Monthly spend over monthly income, per cent, ratio of sums over the group's customers. The"
        f" tick is everybody. {INTERVAL}",
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
        ("portfolio",),
    )


def segment_cells(marts: Marts, attributes: list[str]) -> list[dict]:
    return [
        {**row, "attribute_name": ATTRIBUTES[row["attribute"]]}
        for attribute in attributes
        for row in marts.rows(
            "segment_demographics", "segment_sort_order, attribute, member_sort_order"
        )
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
    """Groups that are surely more frequent in the segment than among everybody, in their order."""
    return [
        f"{row['member']} ({index(row['representation_index'])})"
        for row in records
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
        if distinct
        else "High-value customers do not differ surely from everybody in age, gender or marital"
        " status",
        "Share of the segment's customers, per cent. The tick is everybody's share; index and 95 %"
        " interval are in the table. Named are groups that differ by more than chance (Holm) and by"
        " enough to matter.",
        multiples(groups, bars, choices),
        segment_table(records),
        choices,
        tuple(GROUP_MARTS[attribute] for attribute in attributes),
    )


def representation(marts: Marts, attributes: list[str]) -> Figure:
    records = segment_cells(marts, attributes)
    groups = {
        name: [
            mark_of(row, row["member"], "representation_index", index, "representation_ci_low",
                    "representation_ci_high", group=row["attribute_name"],
                    differs=row["is_distinctive"])
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
        "Representation index: the group's share of the segment over its share of all customers."
        f" Dashed: 100, as among all. {DISTINCT} {INTERVAL}",
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
        mark_of(row, row["attribute_name"], "lost_without_pct", percent,
                "lost_without_ci_low_pct", "lost_without_ci_high_pct")
        for row in records
    ]
    found = extremes(rows)
    return Figure(
        "drivers",
        f"Income utilisation is associated most with {listed(found.top).lower()}, least with"
        f" {listed(found.bottom).lower()}: {found.highest} and {found.lowest} of the differences"
        if found and found.differ
        else "What income utilisation is associated with most cannot be told",
        "Share of the differences between customers that only this attribute accounts for, per"
        " cent: what the model of all five attributes loses without it. Associated, not caused."
        f" {INTERVAL}",
        single(rows, bars, leading=leaders(rows)),
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
                group=row["attribute_name"],
                differs=excludes(row["adjusted_ci_low"], row["adjusted_ci_high"], 100))
        for row in records
    ]
    choices = list(ATTRIBUTES.values())
    return Figure(
        "effects",
        ranked("With the other attributes held, the index of income utilisation by city",
               [row for row in rows if row["group"] == ATTRIBUTES["city"]]),
        "Income utilisation as an index, the other four attributes held (main-effects model)."
        " Dashed: 100, everybody. The table has the index as it is seen, too. In colour: the 95 %"
        f" interval leaves 100 out. {INTERVAL}",
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
    records = [
        {**row, "name": segment_name(row["key_segment"])}
        for row in marts.rows("key_segments", "usable_tier, key_segment")
        if row["usable_tier"] and row["usable_tier"] <= LAST_TIER_SHOWN
        and not row["explained_by_segment"]
    ]
    rows = [
        mark_of(row, f"Tier {row['usable_tier']}: {row['name']}", "utilisation_pct", percent,
                "utilisation_ci_low_pct", "utilisation_ci_high_pct")
        for row in records
    ]
    first = [row["name"] for row in records if row["usable_tier"] == 1]
    return Figure(
        "key-segments",
        f"{listed(first)} {'leads' if len(first) == 1 else 'lead'} the segments that a bank may"
        " choose by"
        if first else "No combination of attributes is large enough to be a key segment",
        "Segments by city and occupation, in tiers: those of one tier do not differ by more than"
        " chance. Segments by gender, age or marital status are never ranked for choice. Income"
        " utilisation, per cent."
        f" {INTERVAL}",
        single(
            rows, bars, leading=[row["name"] for row in rows if row["name"].startswith("Tier 1:")]
        ),
        Table(
            "key_segments",
            [
                Column("Segment", "name", text),
                Column("Tier", "usable_tier", text),
                Column("Customers", "customer_count", count),
                Column("Income utilisation", "utilisation_pct", percent),
                *interval_columns("utilisation_ci_low_pct", "utilisation_ci_high_pct", percent),
                Column("Its attributes let expect", "expected_utilisation_pct", percent),
                Column("Differs from that", "differs_from_expected", yes_or_no),
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
        name: [
            mark_of(row, row["city"], "avg_annual_income_inr", inr)
            for row in records if row["segment"] == segment
        ]
        for segment, name in SEGMENTS.items()
    }
    ranges = [
        f"{name.lower()} customers {found.lowest} to {found.highest}"
        for name, found in ((name, extremes(rows)) for name, rows in groups.items()) if found
    ]
    return Figure(
        "income-by-city",
        f"Average annual income by city: {listed(ranges)}" if ranges else TOO_FEW,
        "Average annual income in INR by city, of the customers of each value segment. Averages"
        " without intervals: small differences may be chance.",
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
        f"Average annual income by occupation: {found.lowest} to {found.highest}"
        if found else TOO_FEW,
        "Average annual income in INR of all customers of the occupation, without intervals.",
        single(rows, bars, leading=leaders(rows)),
        Table(
            "occupations",
            [
                Column("Occupation", "occupation", text),
                Column("Customers", "customer_count", count),
                Column("Annual income", "avg_annual_income_inr", inr),
                Column("Monthly spend", "avg_monthly_spend_inr", inr),
                *interval_columns(
                    "avg_monthly_spend_ci_low_inr", "avg_monthly_spend_ci_high_inr", inr
                ),
                Column("Income utilisation", "utilisation_pct", percent),
            ],
            records,
        ),
    )


def category_totals(marts: Marts) -> Figure:
    everybody = [
        {**row, "customers": "All customers"} for row in marts.rows("categories", "spend_rank")
    ]
    by_segment = [
        {**row, "customers": SEGMENTS[row["segment"]], "spend_share_pct": row["share_pct"],
         "spend_share_ci_low_pct": None, "spend_share_ci_high_pct": None}
        for row in marts.rows(
            "segment_categories",
            "segment_sort_order, category_rank nulls last, category_sort_order",
        )
    ]
    records = everybody + by_segment
    rows = [
        mark_of(row, row["category"], "total_spend_inr", inr, n=None, group=row["customers"])
        for row in records
    ]
    choices = ["All customers", *SEGMENTS.values()]
    shares = [
        mark_of(row, row["category"], "spend_share_pct", percent, "spend_share_ci_low_pct",
                "spend_share_ci_high_pct", n=None)
        for row in everybody
    ]
    return Figure(
        "categories",
        ranked("The share of all customers' spend", shares, "for"),
        f"Total spend over all months in INR, by category, of {everyone(marts)}. Shares of all"
        " customers have their 95 % interval in the table.",
        single(rows, bars, choices),
        Table(
            "categories segment_categories",
            [
                Column("Of", "customers", text),
                Column("Category", "category", text),
                Column("Total spend", "total_spend_inr", inr),
                Column("Share", "spend_share_pct", percent),
                *interval_columns("spend_share_ci_low_pct", "spend_share_ci_high_pct", percent),
            ],
            records,
        ),
        choices,
    )


def everyone(marts: Marts) -> str:
    return f"{count(marts.about['customers_accepted'])} customers"


def months(marts: Marts) -> Figure:
    records = marts.rows("months", "month_start_date")
    rows = [
        mark_of(row, month(row["month_start_date"]), "total_spend_inr", inr, n=None)
        for row in records
    ]
    return Figure(
        "months",
        ranked("The spend of a month", rows),
        f"Total spend a month in INR of {everyone(marts)}, a full count without interval. Fewer"
        " than two years show no season.",
        single(rows, bars, leading=leaders(rows)),
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
        mark_of(row, row["payment_type"], "spend_share_pct", percent, "spend_share_ci_low_pct",
                "spend_share_ci_high_pct", n=None)
        for row in records
    ]
    return Figure(
        "payment-types",
        ranked("The share of spend", rows, "for"),
        f"Share of all spend of {everyone(marts)}, per cent. Amounts, not users: in a full grid"
        f" every customer has a row for every payment type. {INTERVAL}",
        single(rows, bars, leading=leaders(rows)),
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
    attributes = list(ATTRIBUTES)
    records = [
        {**row, "item": row[item], "group": f"{ATTRIBUTES[row['attribute']]}: {row['member']}"}
        for mart, item in (
            ("demographic_categories", "category"), ("demographic_payment_types", "payment_type")
        )
        for row in sorted(
            marts.rows(mart, f"member_sort_order, {item}_sort_order"),
            key=lambda row: attributes.index(row["attribute"]),
        )
    ]
    rows = [
        mark_of(row, row["item"], "affinity_index", index, "affinity_ci_low", "affinity_ci_high",
                n=None, group=row["group"], differs=row["is_distinctive"])
        for row in records
    ]
    choices = list(dict.fromkeys(row["group"] for row in rows))
    differing = {
        attribute: sum(
            bool(row["is_distinctive"]) for row in records if row["attribute"] == attribute
        )
        for attribute in attributes
    }
    return Figure(
        "affinities",
        "Cells that differ from the others': "
        + listed([
            f"{number} by {ATTRIBUTES[attribute].lower()}"
            for attribute, number in differing.items()
        ]),
        "Affinity index of a group's spend by category and payment type: its share of the group's"
        f" spend over its share of everybody's. Dashed: 100. {DISTINCT} n and the index with ages"
        f" and genders held are in the table. {INTERVAL}",
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
    records = marts.rows(
        "segment_categories", "segment_sort_order, category_rank nulls last, category_sort_order"
    )
    groups = {
        name: [
            mark_of(row, row["category"], "share_pct", percent)
            for row in records if row["segment"] == segment
        ]
        for segment, name in SEGMENTS.items()
    }
    first = {row["segment"]: row["category"] for row in records if row["category_rank"] == 1}
    found = [f"{category} in {SEGMENTS[segment].lower()}" for segment, category in first.items()]
    return Figure(
        "category-ranks",
        f"First in spend: {listed(found)}" if first else TOO_FEW,
        "Share of the segment's spend, per cent, in the segment's own order, without intervals:"
        " neighbours in rank may differ by chance.",
        multiples(groups, bars),
        segment_category_table(records),
    )


def standardised(marts: Marts) -> Figure:
    records = marts.rows("segment_categories", "segment_sort_order, category_sort_order")
    groups = {
        name: [
            mark_of(row, row["category"], "standardised_index", index,
                    "standardised_ci_low", "standardised_ci_high",
                    reference=row["affinity_index"], reference_name="as seen",
                    differs=excludes(row["standardised_ci_low"], row["standardised_ci_high"], 100),
                    label=f"{index(row['affinity_index'])} → {index(row['standardised_index'])}")
            for row in records if row["segment"] == segment
        ]
        for segment, name in SEGMENTS.items()
    }
    distinct = sum(bool(row["is_distinctive"]) for row in records)
    held = sum(differs_when_held(row) for row in records)
    return Figure(
        "standardised",
        f"{distinct} of {len(records)} categories of the segments differ from the others'; {held}"
        " with ages and genders held",
        "Affinity index of the segment's spend by category. Tick: as seen. Dot: with ages and"
        f" genders held. At the end: as seen → held. Differing is by {MATTERS} points or more."
        f" Dashed: 100, as everybody. In colour: the 95 % interval leaves 100 out. {INTERVAL}",
        multiples(groups, dots, zero=False, compared_with=100),
        segment_category_table(records),
    )


def differs_when_held(row: dict) -> bool:
    """Whether the index differs surely, and by enough to matter, with ages and genders held."""
    low, high = row["standardised_ci_low"], row["standardised_ci_high"]
    return excludes(low, high, 100) and abs(row["standardised_index"] - 100) >= MATTERS


def excludes(low: float | None, high: float | None, value: float) -> bool:
    """Whether an interval surely leaves the value out."""
    return low is not None and high is not None and not low <= value <= high


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


RESULT = "Contribution in a running year"


def scenario_cases(marts: Marts) -> dict:
    """Base, low and high case of each card and assumption."""
    cases: dict[tuple[str, str], dict[str, dict]] = {}
    for row in marts.rows("card_economics", "sort_order, card_id"):
        if row["measure"] == RESULT and not row["is_suppressed"]:
            cases.setdefault((row["card_name"], row["moved_assumption"]), {})[row["scenario"]] = row
    return cases


def ranges_of(cases: dict) -> list[dict]:
    """One row for each card and assumption: what an active customer brings, low, base and high."""
    return [
        {
            "card_name": card,
            "assumption": ASSUMPTIONS[assumption],
            "customer_count": case["low"]["customer_count"],
            "base": cases[card, "all"]["base"]["figure"],
            "low": case["low"]["figure"],
            "high": case["high"]["figure"],
        }
        for (card, assumption), case in cases.items()
    ]


def range_table(records: list[dict]) -> Table:
    return Table(
        "card_economics",
        [
            Column("Card", "card_name", text),
            Column("What moves", "assumption", text),
            Column("Customers in scope", "customer_count", count),
            Column("Base", "base", inr),
            Column("Low", "low", inr),
            Column("High", "high", inr),
        ],
        records,
    )


def scenarios(marts: Marts) -> Figure:
    records = [
        row for row in ranges_of(scenario_cases(marts)) if row["assumption"] == ASSUMPTIONS["all"]
    ]
    rows = [range_mark(row, row["card_name"], n="customer_count") for row in records]
    tested = [
        row["card_name"] for row in marts.rows("card_proposals", "sort_order")
        if row["verdict"] == "test"
    ]
    return Figure(
        "scenarios",
        (f"{listed(tested)} can gain for both sides in the base case" if tested
         else "No card gains for both sides in the base case")
        if records else "No card has enough customers for a scenario",
        "What an active customer brings the bank in a running year, in INR: interchange, fee and"
        " interest less rewards, servicing, funding and credit losses. Dot and first figure: base"
        " case. Lines: all assumptions low to all high. Dashed: zero. Assumptions, not forecasts.",
        single(rows, dots, zero=False, room=0.6, compared_with=0),
        range_table(records),
    )


def assumptions(marts: Marts) -> Figure:
    records = [
        row for row in ranges_of(scenario_cases(marts))
        if row["assumption"] != ASSUMPTIONS["all"] and row["low"] != row["high"]
    ]
    order = list(ASSUMPTIONS.values())
    records.sort(key=lambda row: order.index(row["assumption"]))
    rows = [range_mark(row, row["assumption"], group=row["card_name"]) for row in records]
    choices = list(dict.fromkeys(row["group"] for row in rows))
    return Figure(
        "assumptions",
        "What each assumption moves: most of them are guesses that only a launch can replace"
        if records else "No card has enough customers for a scenario",
        "What an active customer brings the bank in a running year, in INR, when one assumption"
        " moves from its low to its high value and the others stay. Dot and first figure: base"
        " case. Dashed: zero.",
        single(rows, dots, choices, zero=False, room=0.8, compared_with=0),
        range_table(records),
        choices,
    )


def range_mark(row: dict, name: str, n: str | None = None, group: str | None = None) -> dict:
    """A scenario: the base case between the results of the low and the high assumption."""
    low, high = sorted((row["low"], row["high"]))
    return mark_of(
        row | {"low": low, "high": high}, name, "base", inr, "low", "high", n=n, group=group,
        differs=excludes(low, high, 0), spread="assumptions",
        label=f"{inr(row['base'])} ({inr(low)} to {inr(high)})",
    )
