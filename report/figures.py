"""A figure of the report: a finding, its chart, and the same numbers as a table."""

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal

from report import charts
from report.written import count, index, inr, percent

HIDDEN = "hidden: fewer than 10 customers"
CARE = "†"


@dataclass(frozen=True)
class Column:
    """A column of a table: its heading, the column of the mart and how it is written."""

    heading: str
    name: str
    write: Callable[[object], str]

    @property
    def is_number(self) -> bool:
        return self.write in (count, index, inr, percent)


@dataclass(frozen=True)
class Table:
    mart: str
    columns: list[Column]
    rows: list[dict]

    @property
    def cells(self) -> list[list[tuple[Column, str]]]:
        return [[(column, column.write(row[column.name])) for column in self.columns] for row in self.rows]


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

    @property
    def has_care(self) -> bool:
        return any(row.get("reliability") == "use with care" for row in self.table.rows)


def interval_columns(low: str, high: str, write) -> list[Column]:
    return [Column("from", low, write), Column("to", high, write)]


def drawn(value: float | Decimal | None) -> float | None:
    """As precise as a picture needs: the last digits of a sum differ from build to build."""
    return None if value is None else float(f"{value:.9g}")


def mark_of(row: dict, name: str, value: str, write, low=None, high=None, n="customer_count",
            group=None, reference=None) -> dict:
    """A row of a mart as a row of a chart, see `charts`."""
    hidden = row.get("is_suppressed") or row[value] is None
    label = HIDDEN if hidden else write(row[value])
    if row.get("reliability") == "use with care":
        label += f" {CARE}"
    detail = [f"{name}: {label}"]
    if low and row[low] is not None:
        detail.append(f"95 % interval {write(row[low])} to {write(row[high])}")
    if n and row.get(n) is not None:
        detail.append(f"{count(row[n])} customers")
    if reference is not None:
        detail.append(f"everybody {write(reference)}")
    return {
        "name": name,
        "heading": name if not n or row.get(n) is None else f"{name}, n {count(row[n])}",
        "value": None if hidden else drawn(row[value]),
        "low": None if hidden or not low else drawn(row[low]),
        "high": None if hidden or not high else drawn(row[high]),
        "reference": drawn(reference),
        "label": label,
        "detail": ", ".join(detail),
        "group": group,
    }


def most(rows: list[dict]) -> list[str]:
    """Names of the rows that the highest one does not surely exceed, the highest first."""
    shown = sorted((row for row in rows if row["value"] is not None), key=lambda row: -row["value"])
    if not shown:
        return []
    bound = shown[0]["low"] if shown[0]["low"] is not None else shown[0]["value"]
    return [
        row["name"] for row in shown
        if (row["high"] if row["high"] is not None else row["value"]) >= bound
    ]


def extremes(rows: list[dict]) -> tuple[dict, dict] | None:
    """The highest and the lowest row that are shown."""
    shown = [row for row in rows if row["value"] is not None]
    if not shown:
        return None
    return max(shown, key=lambda row: row["value"]), min(shown, key=lambda row: row["value"])


def multiples(groups: dict[str, list[dict]], draw, choices=None, zero=True, **options) -> list[Chart]:
    """A chart for each group, on one scale."""
    domain = charts.domain_of([row for rows in groups.values() for row in rows], zero)
    return [Chart(draw(rows, domain, choices=choices, **options), heading) for heading, rows in groups.items()]


def single(rows: list[dict], draw, choices=None, zero=True, room=0.3, **options) -> list[Chart]:
    return [Chart(draw(rows, charts.domain_of(rows, zero, room), choices=choices, **options))]


