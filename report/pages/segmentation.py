"""Which groups stand out: one attribute at a time, the others held, and in combination."""

from report import titles
from report.charts import Heat
from report.figures import (
    Column,
    Figure,
    Page,
    Table,
    cell_of,
    interval_columns,
    mark_of,
    multiples,
    single,
    tone_of_interval,
)
from report.marts import Marts
from report.pages.shared import (
    COLOURS,
    DISTINCT,
    EVERYBODY,
    INTERVAL,
    SEGMENTS,
    everybody,
    group_rows,
    over_represented,
    segment_cells,
    segment_table,
    utilisation_figure,
    utilisation_mark,
)
from report.written import (
    ATTRIBUTES,
    count,
    index,
    inr,
    percent,
    segment_name,
    text,
    yes_or_no,
)

# the tiers that are drawn: the last one of key segments is all the rest
LAST_TIER_SHOWN = 7


def page(marts: Marts) -> Page:
    return Page(
        "segmentation",
        "Segmentation",
        "Which groups stand out, one attribute at a time, with the other attributes held, and in"
        " combination. All of it is associated, not caused.",
        [
            utilisation_by_city(marts),
            representation(marts),
            drivers(marts),
            effects(marts),
            key_segments(marts),
        ],
    )


def utilisation_by_city(marts: Marts) -> Figure:
    compared_with = everybody(marts)["utilisation_pct"]
    records = group_rows(marts, "city", "utilisation_pct desc nulls last, sort_order")
    marks = [utilisation_mark(row, row["member"], compared_with) for row in records]
    return utilisation_figure(
        marts, "utilisation-by-city", titles.ranked("Income utilisation", marks), records,
        {"": marks},
    )


def representation(marts: Marts) -> Figure:
    records = segment_cells(marts, list(ATTRIBUTES))
    members: dict[tuple[str, str], list[dict]] = {}
    for row in records:
        members.setdefault((row["attribute_name"], row["member"]), []).append(row)
    sections = [
        (name, [
            (member, "", [
                cell_of(row, f"{member} among {SEGMENTS[row['segment']].lower()}",
                        "representation_index", row["is_distinctive"],
                        "" if row["is_suppressed"] else f"n {count(row['customer_count'])}")
                for row in rows
            ])
            for (attribute, member), rows in members.items() if attribute == name
        ])
        for name in ATTRIBUTES.values()
    ]
    chosen_by = [row for row in records if row["attribute"] in ("city", "occupation")]
    found = sorted(
        over_represented(chosen_by, "High"), key=lambda row: -row["representation_index"]
    )
    return Figure(
        "representation",
        titles.over_represented(
            "high-value",
            [f"{row['member']} ({index(row['representation_index'])})" for row in found],
        ),
        "Representation index: the group's share of the segment over its share of all customers,"
        f" 100 as among all, with the number of customers. {DISTINCT}",
        [Heat("Group", list(SEGMENTS.values()), sections, "Groups within value segments, index")],
        segment_table(records),
    )


def drivers(marts: Marts) -> Figure:
    records = [
        {**row, "attribute_name": ATTRIBUTES[row["attribute"]]}
        for row in marts.rows("utilisation_drivers", "lost_without_pct desc nulls last")
    ]
    marks = [
        mark_of(row, row["attribute_name"], "lost_without_pct", percent,
                "lost_without_ci_low_pct", "lost_without_ci_high_pct", is_n_shown=False)
        for row in records
    ]
    return Figure(
        "drivers",
        titles.most_and_least("income utilisation", marks),
        "Share of the differences between customers that only this attribute accounts for, per"
        " cent: what the model of all five attributes loses without it."
        f" {INTERVAL}",
        single(marks, "bars"),
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
    groups = {
        name: [
            mark_of(row, row["member"], "adjusted_index", index, "adjusted_ci_low",
                    "adjusted_ci_high", tone=tone_of_interval(
                        row["adjusted_ci_low"], row["adjusted_ci_high"], 100))
            for row in records if row["attribute_name"] == name
        ]
        for name in ATTRIBUTES.values()
    }
    return Figure(
        "effects",
        titles.ranked("The index with the others held", groups[ATTRIBUTES["city"]]),
        "Income utilisation as an index, the other four attributes held (main-effects model)."
        f" The index as it is seen is in the numbers. {COLOURS} {INTERVAL}",
        multiples(groups, "dots", zero=False, reference=100, reference_label=f"{EVERYBODY} 100"),
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
    )


def key_segments(marts: Marts) -> Figure:
    compared_with = everybody(marts)["utilisation_pct"]
    records = [
        {**row, "name": segment_name(row["key_segment"])}
        for row in marts.rows("key_segments", "usable_tier, key_segment")
        if row["usable_tier"] and row["usable_tier"] <= LAST_TIER_SHOWN
        and not row["explained_by_segment"]
    ]
    marks = [
        utilisation_mark(row, f"Tier {row['usable_tier']}: {row['name']}", compared_with)
        for row in records
    ]
    return Figure(
        "key-segments",
        titles.leading_segments([
            (row["name"], mark.label)
            for row, mark in zip(records, marks, strict=True) if row["usable_tier"] == 1
        ]),
        "Segments by city and occupation, in tiers: those of one tier do not differ by more than"
        " chance. Segments by gender, age or marital status are never ranked for choice. Income"
        f" utilisation, per cent. {COLOURS} {INTERVAL}",
        single(marks, "bars", reference=compared_with,
               reference_label=f"{EVERYBODY} {percent(compared_with)}") if marks else [],
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
        ("portfolio",),
    )
