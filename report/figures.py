"""A figure of the report: a finding, its charts, and the same numbers as a table."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from report.charts import Cell, Chart, Mark, Rows, domain_of, strength_of
from report.written import ABSENT, count, decimal, index, inr, percent

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
        return self.write in (count, decimal, index, inr, percent)


@dataclass(frozen=True)
class Table:
    """`mart` names the marts that the rows are of, separated by spaces."""

    mart: str
    columns: list[Column]
    rows: list[dict]

    @property
    def marts(self) -> list[str]:
        return self.mart.split()

    @property
    def cells(self) -> list[list[tuple[Column, str]]]:
        return [
            [(column, column.write(row[column.name])) for column in self.columns]
            for row in self.rows
        ]


@dataclass(frozen=True)
class Figure:
    """`note` says what is shown: units, interval, what the colours mean."""

    key: str
    title: str
    note: str
    charts: Sequence[Chart]
    table: Table
    # marts that the chart shows beside those of the table
    more_marts: tuple[str, ...] = ()

    @property
    def marts(self) -> list[str]:
        return [*self.table.marts, *self.more_marts]

    @property
    def remarks(self) -> list[str]:
        """What a reader has to know beside the note."""
        found = []
        if any(chart.has_narrow_intervals for chart in self.charts):
            found.append("Intervals that cannot be seen are narrower than their mark.")
        if any(row.get("reliability") == "use with care" for row in self.table.rows):
            found.append(f"{CARE} use with care: few customers or a wide interval.")
        return found


@dataclass(frozen=True)
class Block:
    """A table that is read as it is, under a heading of its own."""

    key: str
    title: str
    table: Table
    note: str = ""
    # long ones are opened by the reader
    is_closed: bool = False

    @property
    def marts(self) -> list[str]:
        return self.table.marts


@dataclass(frozen=True)
class Page:
    """A page of the report. `story` is what only this page's template shows."""

    key: str
    name: str
    lead: str
    parts: Sequence[Figure | Block]
    story: dict[str, Any] = field(default_factory=dict)


def interval_columns(low: str, high: str, write: Write) -> list[Column]:
    return [Column("from", low, write), Column("to", high, write)]


def mark_of(
    row: dict, name: str, value: str, write: Write, low: str | None = None,
    high: str | None = None, n: str | None = "customer_count", tone: str = "",
    label: str | None = None, spread: str = "95 % interval", is_n_shown: bool = True,
) -> Mark:
    """A row of a mart as a mark; `value`, `low`, `high` and `n` are its columns."""
    is_hidden, is_empty = row.get("is_suppressed"), bool(n) and row.get(n) == 0
    is_shown = not (is_hidden or is_empty) and row[value] is not None
    if is_shown:
        label = label or write(row[value])
        label += f" {CARE}" if row.get("reliability") == "use with care" else ""
    else:
        label = HIDDEN if is_hidden else NOBODY if is_empty else ABSENT
    detail = [f"{name}: {label}"]
    if is_shown and low and high and row[low] is not None:
        detail.append(f"{spread} {write(row[low])} to {write(row[high])}")
    customers = count(row[n]) if n and row.get(n) else ""
    if customers:
        detail.append(f"{customers} customers")
    return Mark(
        name=name,
        value=float(row[value]) if is_shown else None,
        label=label,
        detail=", ".join(detail),
        low=float(row[low]) if is_shown and low and row[low] is not None else None,
        high=float(row[high]) if is_shown and high and row[high] is not None else None,
        n=customers if is_n_shown else "",
        tone=tone if is_shown else "",
    )


def cell_of(row: dict, name: str, value: str, differs: bool | None, below: str = "") -> Cell:
    """A row of a mart as a cell of a heatmap of indices, coloured where it differs."""
    if row.get("is_suppressed") or row[value] is None:
        is_empty = row.get("customer_count") == 0
        return Cell(ABSENT, f"{name}: {NOBODY if is_empty else HIDDEN}")
    found = float(row[value])
    tone = tone_of(found, 100) if differs else ""
    detail = f"{name}: {index(found)}" + (f", {below} with ages and genders held" if below else "")
    return Cell(index(found), detail, tone, strength_of(found) if tone else 0, below)


def tone_of(value: float, compared_with: float) -> str:
    return "over" if value > compared_with else "under"


def tone_of_interval(low: float | None, high: float | None, compared_with: float | None) -> str:
    """Over or under where the interval surely leaves out what it is compared with."""
    if low is None or high is None or compared_with is None:
        return ""
    return "over" if low > compared_with else "under" if high < compared_with else ""


def excludes(low: float | None, high: float | None, value: float) -> bool:
    """Whether an interval surely leaves the value out."""
    return bool(tone_of_interval(low, high, value))


@dataclass(frozen=True)
class Extremes:
    """What marks surely are highest and lowest: all that an interval does not tell apart."""

    top: list[str]
    bottom: list[str]
    highest: str
    lowest: str

    @property
    def differ(self) -> bool:
        return not set(self.top) & set(self.bottom)


def extremes(marks: Sequence[Mark]) -> Extremes | None:
    """The highest and lowest of the marks that are shown; None where there are no two."""
    shown = [
        (mark, mark.value, mark.value if mark.low is None else mark.low,
         mark.value if mark.high is None else mark.high)
        for mark in marks if mark.value is not None
    ]
    if len(shown) < 2:
        return None
    shown.sort(key=lambda found: -found[1])
    high, low = shown[0], shown[-1]
    return Extremes(
        [mark.name for mark, _, _, upper in shown if upper >= high[2]],
        [mark.name for mark, _, lower, _ in shown if lower <= low[3]],
        high[0].label,
        low[0].label,
    )


def single(
    marks: Sequence[Mark], kind: str, zero: bool = True, reference: float | None = None,
    reference_label: str = "",
) -> list[Rows]:
    return multiples({"": marks}, kind, zero, reference, reference_label)


def multiples(
    groups: Mapping[str, Sequence[Mark]], kind: str, zero: bool = True,
    reference: float | None = None, reference_label: str = "",
) -> list[Rows]:
    """A chart for each group, on one scale; the first names what all are compared with."""
    domain = domain_of([mark for marks in groups.values() for mark in marks], zero, reference)
    return [
        Rows(kind, marks, domain, heading, reference, reference_label if place == 0 else "")
        for place, (heading, marks) in enumerate(groups.items())
    ]
