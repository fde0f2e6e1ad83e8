"""What each value segment spends most on, whether that is the segment itself, and what follows."""

from report import titles
from report.charts import Heat
from report.figures import (
    Block,
    Column,
    Figure,
    Page,
    Table,
    cell_of,
    excludes,
    interval_columns,
    mark_of,
    multiples,
)
from report.marts import Marts
from report.pages.shared import DISTINCT, MATTERS, SEGMENTS
from report.written import count, index, inr, percent, text


def page(marts: Marts) -> Page:
    return Page(
        "top-categories",
        "Top categories",
        "What each value segment spends most on, and whether that is the segment or the ages and"
        " genders in it.",
        [ranks(marts), standardised(marts), actions(marts)],
    )


def ranks(marts: Marts) -> Figure:
    records = marts.rows(
        "segment_categories", "segment_sort_order, category_rank nulls last, category_sort_order"
    )
    groups = {
        name: [
            mark_of(row, row["category"], "share_pct", percent, "share_ci_low_pct",
                    "share_ci_high_pct", is_n_shown=False)
            for row in records if row["segment"] == segment
        ]
        for segment, name in SEGMENTS.items()
    }
    first = {
        SEGMENTS[row["segment"]]: row["category"] for row in records if row["category_rank"] == 1
    }
    return Figure(
        "category-ranks",
        titles.always_first(first, "segment", "every segment"),
        "Share of the segment's spend, per cent, in the segment's own order. Lines are 95 %"
        " intervals: neighbours in rank may differ by chance.",
        multiples(groups, "bars"),
        table(records),
    )


def standardised(marts: Marts) -> Figure:
    records = marts.rows("segment_categories", "category_sort_order, segment_sort_order")
    categories: dict[str, list[dict]] = {}
    for row in records:
        categories.setdefault(row["category"], []).append(row)
    sections = [("", [
        (category, "", [
            cell_of(row, f"{SEGMENTS[row['segment']]}, {category}", "affinity_index",
                    row["is_distinctive"],
                    "" if row["standardised_index"] is None
                    else f"→ {index(row['standardised_index'])}")
            for row in rows
        ])
        for category, rows in categories.items()
    ])]
    return Figure(
        "standardised",
        titles.explained(
            sum(bool(row["is_distinctive"]) for row in records),
            sum(differs_when_held(row) for row in records),
        ),
        "Affinity index of the segment's spend by category, 100 as everybody: as seen, and after"
        f" the arrow with ages and genders held. {DISTINCT} Enough is {MATTERS} points.",
        [Heat("Category", list(SEGMENTS.values()), sections, "Categories by segment, index")],
        table(records),
    )


def differs_when_held(row: dict) -> bool:
    """Whether the index differs surely, and by enough to matter, with ages and genders held."""
    low, high = row["standardised_ci_low"], row["standardised_ci_high"]
    return excludes(low, high, 100) and abs(row["standardised_index"] - 100) >= MATTERS


def table(records: list[dict]) -> Table:
    return Table(
        "segment_categories",
        [
            Column("Segment", "segment", text),
            Column("Category", "category", text),
            Column("Customers", "customer_count", count),
            Column("Total spend", "total_spend_inr", inr),
            Column("Share", "share_pct", percent),
            Column("Index", "affinity_index", index),
            *interval_columns("affinity_ci_low", "affinity_ci_high", index),
            Column("Ages, genders held", "standardised_index", index),
            *interval_columns("standardised_ci_low", "standardised_ci_high", index),
        ],
        records,
    )


def actions(marts: Marts) -> Block:
    return Block(
        "actions",
        "From segment to action",
        Table(
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
            marts.rows("segment_actions", "sort_order"),
        ),
    )
