"""A figure of the report: a finding, its chart, and the same numbers as a table."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from report import charts
from report.written import ABSENT, count, index, inr, percent

HIDDEN = "hidden to protect small groups"
NOBODY = "no customers"
CARE = "†"

# how a value of a mart is written
Write = Callable[[Any], str]


@dataclass(frozen=True)
class Column:
    """A column of a table: its heading, the column of the mart and how it is written."""

    heading: str
    name: str
    write: Write

    @property
    def is_number(self) -> bool:
        return self.write in (count, index, inr, percent)


@dataclass(frozen=True)
class Table:
    """`mart` names the marts that the rows are of, separated by spaces."""

    mart: str
    columns: list[Column]
    rows: list[dict]

    @property
    def cells(self) -> list[list[tuple[Column, str]]]:
        return [
            [(column, column.write(row[column.name])) for column in self.columns]
            for row in self.rows
        ]


@dataclass(frozen=True)
class Chart:
    """`heading` stands above a chart that has others beside it."""

    specification: dict
    heading: str | None = None


@dataclass(frozen=True)
class Figure:
    """`note` says what is shown: units, interval, what the colours mean."""

    key: str
    title: str
    note: str
    charts: list[Chart]
    table: Table
    choices: list[str] = field(default_factory=list)
    # marts that the chart shows beside those of the table
    more_marts: tuple[str, ...] = ()

    @property
    def marts(self) -> list[str]:
        return [*self.table.mart.split(), *self.more_marts]

    @property
    def has_care(self) -> bool:
        return any(row.get("reliability") == "use with care" for row in self.table.rows)


def interval_columns(low: str, high: str, write: Write) -> list[Column]:
    return [Column("from", low, write), Column("to", high, write)]


def drawn(value: float | Decimal | None) -> float | None:
    """As precise as a picture needs: the last digits of a sum differ from build to build."""
    return None if value is None else float(f"{value:.9g}")


def mark_of(row: dict, name: str, value: str, write: Write, low: str | None = None,
            high: str | None = None, n: str | None = "customer_count", group: str | None = None,
            reference: float | None = None, differs: bool | None = False,
            label: str | None = None, spread: str = "95 % interval",
            reference_name: str = "everybody") -> dict:
    """A row of a mart as a row of a chart, see `charts`.

    `value`, `low`, `high` and `n` are columns of the mart, the others what they say.
    """
    is_hidden, is_empty = row.get("is_suppressed"), bool(n) and row.get(n) == 0
    is_shown = not (is_hidden or is_empty) and row[value] is not None
    if is_shown:
        label = label or write(row[value])
        label += f" {CARE}" if row.get("reliability") == "use with care" else ""
    else:
        label = HIDDEN if is_hidden else NOBODY if is_empty else ABSENT
    detail = [f"{name}: {label}"]
    if is_shown and low and high:
        detail.append(f"{spread} {write(row[low])} to {write(row[high])}")
    if n and row.get(n) is not None:
        detail.append(f"{count(row[n])} customers")
    if is_shown and reference is not None:
        detail.append(f"{reference_name} {write(reference)}")
    return {
        "name": name,
        "heading": name if not n or not row.get(n) else f"{name}, n {count(row[n])}",
        "value": drawn(row[value]) if is_shown else None,
        "low": drawn(row[low]) if is_shown and low else None,
        "high": drawn(row[high]) if is_shown and high else None,
        "differs": bool(differs),
        "reference": drawn(reference),
        "label": label,
        "detail": ", ".join(detail),
        "group": group,
    }


@dataclass(frozen=True)
class Extremes:
    """What rows surely are highest and lowest: all that an interval does not tell apart."""

    top: list[str]
    bottom: list[str]
    highest: str
    lowest: str

    @property
    def differ(self) -> bool:
        return not set(self.top) & set(self.bottom)


def extremes(rows: list[dict]) -> Extremes | None:
    """The highest and lowest of the rows that are shown; None where there are no two."""
    shown = sorted((row for row in rows if row["value"] is not None), key=lambda row: -row["value"])
    if len(shown) < 2:
        return None
    high, low = shown[0], shown[-1]
    return Extremes(
        [row["name"] for row in shown if upper(row) >= lower(high)],
        [row["name"] for row in shown if lower(row) <= upper(low)],
        high["label"],
        low["label"],
    )


def lower(row: dict) -> float:
    return row["value"] if row["low"] is None else row["low"]


def upper(row: dict) -> float:
    return row["value"] if row["high"] is None else row["high"]


def multiples(
    groups: dict[str, list[dict]], draw: Callable[..., dict], choices: Sequence[str] = (),
    zero: bool = True, **options: Any,
) -> list[Chart]:
    """A chart for each group, on one scale."""
    rows = [row for rows in groups.values() for row in rows]
    domain = charts.domain_of(rows, zero, compared_with=options.get("compared_with"))
    return [
        Chart(draw(rows, domain, choices=choices, **options), heading)
        for heading, rows in groups.items()
    ]


def single(
    rows: list[dict], draw: Callable[..., dict], choices: Sequence[str] = (), zero: bool = True,
    room: float = 0.3, **options: Any,
) -> list[Chart]:
    domain = charts.domain_of(rows, zero, room, options.get("compared_with"))
    return [Chart(draw(rows, domain, choices=choices, **options))]
