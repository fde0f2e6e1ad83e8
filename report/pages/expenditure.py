"""Where the money goes: categories, months, payment types, and who differs in it."""

from collections.abc import Sequence
from dataclasses import replace

from report import titles
from report.charts import Columns, Heat
from report.figures import (
    Column,
    Figure,
    Page,
    Table,
    cell_of,
    interval_columns,
    mark_of,
    single,
)
from report.marts import Marts
from report.pages.shared import DISTINCT, INTERVAL, MATTERS, everyone
from report.written import ATTRIBUTES, count, index, inr, month, percent, text

# what indices are held to
HELD = ("age_group", "gender")


def page(marts: Marts) -> Page:
    return Page(
        "expenditure",
        "Expenditure",
        "Where the money goes: online spends of all months of the pilot.",
        [
            category_totals(marts),
            affinities(marts, "categories", "demographic_categories", "category",
                       "what people buy", "on a category"),
            affinities(marts, "payments", "demographic_payment_types", "payment_type",
                       "how people pay", "by a payment type"),
            months(marts),
            payment_types(marts),
        ],
    )


def share_figure(
    marts: Marts, key: str, mart: str, item: str, heading: str, measure: str, note: str
) -> Figure:
    """Shares of all spend, with intervals."""
    records = marts.rows(mart, "spend_rank")
    marks = [
        mark_of(row, row[item], "spend_share_pct", percent, "spend_share_ci_low_pct",
                "spend_share_ci_high_pct", n=None)
        for row in records
    ]
    return Figure(
        key,
        titles.share_of_first(measure, marks),
        f"{note} {INTERVAL}",
        single(
            [
                replace(mark, label=f"{mark.label} · {inr(row['total_spend_inr'])}")
                for mark, row in zip(marks, records, strict=True)
            ],
            "bars",
        ),
        Table(
            mart,
            [
                Column(heading, item, text),
                Column("Total spend", "total_spend_inr", inr),
                Column("Share", "spend_share_pct", percent),
                *interval_columns("spend_share_ci_low_pct", "spend_share_ci_high_pct", percent),
                Column("Not by credit card", "non_card_spend_inr", inr),
            ],
            records,
        ),
    )


def category_totals(marts: Marts) -> Figure:
    return share_figure(
        marts, "categories", "categories", "category", "Category", "spend",
        f"Share of all spend of {everyone(marts)} by category, per cent, and in INR over all"
        " months.",
    )


def payment_types(marts: Marts) -> Figure:
    return share_figure(
        marts, "payment-types", "payment_types", "payment_type", "Payment type", "spend",
        f"Share of all spend of {everyone(marts)} by payment type, per cent. Amounts, not users:"
        " in a full grid every customer has a row for every payment type.",
    )


def months(marts: Marts) -> Figure:
    records = marts.rows("months", "month_start_date")
    marks = [
        mark_of(row, month(row["month_start_date"]), "total_spend_inr", inr, n=None)
        for row in records
    ]
    return Figure(
        "months",
        titles.over_time("Spend", marks),
        f"Total spend a month in INR of {everyone(marts)}, a full count without interval. Fewer"
        " than two years show no season.",
        [Columns(marks)],
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


def affinities(marts: Marts, key: str, mart: str, item: str, what: str, on: str) -> Figure:
    """Groups by categories or payment types: under, over, or neither."""
    attributes = list(ATTRIBUTES)
    records = sorted(
        ({**row, "group": f"{ATTRIBUTES[row['attribute']]}: {row['member']}", "item": row[item]}
         for row in marts.rows(mart, f"member_sort_order, {item}_sort_order")),
        key=lambda row: attributes.index(row["attribute"]),
    )
    items = list(dict.fromkeys(row["item"] for row in records))
    shares = {}
    for attribute, name in ATTRIBUTES.items():
        shown = [
            row for row in records if row["attribute"] == attribute and not row["is_suppressed"]
        ]
        # neither ages nor genders, nor held to them: it may be either
        is_held = any(row["standardised_index"] is not None for row in shown)
        if shown and (is_held or attribute in HELD):
            shares[name] = sum(differs(row) for row in shown) / len(shown)
    return Figure(
        f"affinities-{key}",
        titles.goes_with(what, shares),
        f"Affinity index of a group's spend {on}: its share of the group's spend over its share of"
        f" everybody's, 100 as everybody. {DISTINCT} Small: the index with ages and genders held;"
        " the title counts what stays then. Marital status is not held."
        " Intervals are in the numbers.",
        [Heat("Group", items, heat_sections(records, items), f"Groups by {key}, affinity index")],
        Table(
            mart,
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
    )


def heat_sections(records: Sequence[dict], items: Sequence[str]) -> list:
    """For each attribute its groups, for each group a cell an item."""
    sections = []
    for attribute, name in ATTRIBUTES.items():
        groups: dict[str, list[dict]] = {}
        for row in records:
            if row["attribute"] == attribute:
                groups.setdefault(row["member"], []).append(row)
        sections.append((name, [
            (member, count(rows[0]["customer_count"]), [
                cell_of(row, f"{member}, {row['item']}", "affinity_index", row["is_distinctive"],
                        held(row))
                for row in sorted(rows, key=lambda row: items.index(row["item"]))
            ])
            for member, rows in groups.items()
        ]))
    return sections


def differs(row: dict) -> bool:
    """Whether the index differs surely and, where it is known so, with ages and genders held."""
    return bool(row["is_distinctive"]) and (
        row["standardised_index"] is None or abs(row["standardised_index"] - 100) >= MATTERS
    )


def held(row: dict) -> str:
    return "" if row["standardised_index"] is None else index(row["standardised_index"])
