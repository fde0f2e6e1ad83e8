"""What several pages read."""

from collections.abc import Mapping, Sequence

from report.charts import Mark
from report.figures import (
    Column,
    Figure,
    Table,
    interval_columns,
    mark_of,
    multiples,
    tone_of_interval,
)
from report.marts import Marts
from report.written import ATTRIBUTES, count, index, percent, text

SEGMENTS = {"High": "High-value", "Mid": "Mid-value", "Low": "Low-value"}
GROUP_MARTS = {
    "age_group": "age_groups",
    "gender": "genders",
    "marital_status": "marital_statuses",
    "city": "cities",
    "occupation": "occupations",
}
INTERVAL = "Lines are 95 % intervals."
COLOURS = "Orange is surely over, blue surely under, grey neither."
DISTINCT = "Coloured: differs by more than chance (Holm) and by enough to matter."
EVERYBODY = "everybody"
# index points, as var distinctive_min_index_points of the project
MATTERS = 5


def everybody(marts: Marts) -> dict:
    [row] = marts.rows("portfolio", "1")
    return row


def everyone(marts: Marts) -> str:
    return f"{count(marts.about['customers_accepted'])} customers"


def group_rows(marts: Marts, attribute: str, order_by: str = "sort_order") -> list[dict]:
    """Rows of a mart of groups, which say their attribute and member."""
    return [
        {**row, "mart": GROUP_MARTS[attribute], "attribute": ATTRIBUTES[attribute],
         "member": row[attribute]}
        for row in marts.rows(GROUP_MARTS[attribute], order_by)
    ]


def utilisation_mark(row: dict, name: str, compared_with: float | None) -> Mark:
    low, high = "utilisation_ci_low_pct", "utilisation_ci_high_pct"
    return mark_of(
        row, name, "utilisation_pct", percent, low, high,
        tone=tone_of_interval(row[low], row[high], compared_with),
    )


def utilisation_figure(
    marts: Marts, key: str, title: str, records: Sequence[dict],
    groups: Mapping[str, Sequence[Mark]],
) -> Figure:
    """Income utilisation of groups against everybody's."""
    portfolio = everybody(marts)
    reference = None if portfolio["is_suppressed"] else portfolio["utilisation_pct"]
    return Figure(
        key,
        title,
        "Monthly spend over monthly income, per cent, ratio of sums over the group's customers."
        f" {COLOURS} {INTERVAL}",
        multiples(groups, "bars", reference=reference,
                  reference_label="" if reference is None else f"{EVERYBODY} {percent(reference)}"),
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
            list(records),
        ),
        ("portfolio",),
    )


def segment_cells(marts: Marts, attributes: Sequence[str]) -> list[dict]:
    """Groups within value segments, in the order of attributes, groups and segments."""
    return [
        {**row, "attribute_name": ATTRIBUTES[row["attribute"]]}
        for attribute in attributes
        for row in marts.rows("segment_demographics", "member_sort_order, segment_sort_order")
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


def over_represented(records: list[dict], segment: str) -> list[dict]:
    """Groups that are surely more frequent in the segment than among everybody."""
    return [
        row for row in records
        if row["segment"] == segment and row["is_distinctive"] and row["representation_index"] > 100
    ]
