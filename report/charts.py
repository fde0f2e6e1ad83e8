"""The kinds of chart of the report. Each says where its marks lie; `charts.html.j2` draws them
as HTML, so that text wraps, prints, follows the reader's colours and never lies on a line.

A colour means one thing: orange is over, blue is under, grey neither.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

OVER, UNDER, GREY, INK = "#b3481a", "#1f5f9e", "#8a94a0", "#1f2933"
# of a chart's width: an interval below it is too narrow to be seen
VISIBLE = 0.008
# of a chart's width: what the text of a value needs to stand inside its bar
INSIDE = 0.35
# characters of a value that leave no room for its mark
LONG = 18


@dataclass(frozen=True)
class Mark:
    """A figure with its interval. `detail` says it in words; `tone` is over, under or nothing."""

    name: str
    value: float | None
    label: str
    detail: str
    low: float | None = None
    high: float | None = None
    n: str = ""
    tone: str = ""

    @property
    def start(self) -> float | None:
        return self.value if self.low is None else self.low

    @property
    def end(self) -> float | None:
        return self.value if self.high is None else self.high


@dataclass(frozen=True)
class Rows:
    """A row a figure: `kind` is bars, from zero, or dots.

    `heading` stands above a chart that has others beside it. A line marks `reference`, what the
    rows are compared with, and `reference_label` names it once.
    """

    kind: str
    marks: Sequence[Mark]
    domain: tuple[float, float]
    heading: str = ""
    reference: float | None = None
    reference_label: str = ""

    def place(self, value: float | None) -> float | None:
        """Where a value lies from left to right, in per cent of the chart."""
        low, high = self.domain
        return None if value is None else round(100 * (value - low) / (high - low), 2)

    def side(self, mark: Mark) -> str:
        """Where the value is written, so that no line runs through it."""
        if mark.value is None or mark.start is None or mark.end is None:
            return "nothing"
        if self.reference is None or mark.end >= self.reference:
            return "right"
        if self.kind == "dots":
            return "left"
        return "inside" if (self.place(mark.start) or 0) >= 100 * INSIDE else "right"

    @property
    def room(self) -> dict[str, int]:
        """Characters that the longest value needs beside the chart, left and right."""
        return {
            side: max((len(m.label) for m in self.marks if self.side(m) == side), default=0)
            for side in ("left", "right")
        }

    @property
    def is_stacked(self) -> bool:
        """Whether values are so long that they stand above their marks, beside other charts."""
        return bool(self.heading) and self.longest > LONG

    @property
    def longest(self) -> int:
        return max((len(mark.label) for mark in self.marks if mark.value is not None), default=0)

    @property
    def has_narrow_intervals(self) -> bool:
        low, high = self.domain
        return any(
            mark.low is not None and mark.high is not None
            and mark.high - mark.low < VISIBLE * (high - low)
            for mark in self.marks
        )

    @property
    def alternative(self) -> str:
        return "; ".join(mark.detail for mark in self.marks)


@dataclass(frozen=True)
class Cell:
    """A cell of a heatmap. `strength` is 1 to 4, `below` stands under the figure."""

    text: str
    detail: str
    tone: str = ""
    strength: int = 0
    below: str = ""


@dataclass(frozen=True)
class Heat:
    """A table of figures, coloured where they differ. Sections are a heading and its rows."""

    kind: ClassVar[str] = "heat"
    corner: str
    columns: Sequence[str]
    sections: Sequence[tuple[str, Sequence[tuple[str, str, Sequence[Cell]]]]]
    caption: str
    heading: str = ""
    has_narrow_intervals: ClassVar[bool] = False


@dataclass(frozen=True)
class Columns:
    """Figures over time, a column each, from zero."""

    kind: ClassVar[str] = "columns"
    marks: Sequence[Mark]
    heading: str = ""
    has_narrow_intervals: ClassVar[bool] = False

    @property
    def sizes(self) -> list[float]:
        """Of each figure, in per cent of the highest."""
        values = [mark.value or 0.0 for mark in self.marks]
        highest = max(values, default=0.0) or 1.0
        return [round(100 * value / highest, 2) for value in values]

    @property
    def alternative(self) -> str:
        return "; ".join(mark.detail for mark in self.marks)


Chart = Rows | Heat | Columns


def strength_of(index: float) -> int:
    """How strong the colour of an index is, where 100 is as everybody: 1 to 4."""
    return next((step for step, limit in enumerate((10, 25, 50), 1) if abs(index - 100) < limit), 4)


def domain_of(
    marks: Sequence[Mark], zero: bool, compared_with: float | None = None
) -> tuple[float, float]:
    """From the lowest to the highest mark, interval or reference."""
    candidates = [value for mark in marks for value in (mark.start, mark.value, mark.end)]
    candidates += [compared_with, 0.0 if zero else None]
    shown = [value for value in candidates if value is not None]
    lowest, highest = min(shown, default=0.0), max(shown, default=1.0)
    return lowest, highest if highest > lowest else lowest + 1.0
