"""The two kinds of chart of the report, as Vega-Lite specifications.

Every row has its name above its mark and its figure at the end of it, so that a chart reads
the same on a phone, on paper and in a column of three. A row is a dictionary:

name, heading            what it is called, and how with its number of customers
value, low, high         what it shows; low and high are an interval, a range or None
differs                  whether it is in the accent colour, among dots
label                    the figure as written, with its mark of reliability
detail                   what a reader sees on hover
group                    what the reader may choose, or None
reference                a value to compare with, or None
"""

import itertools
from collections.abc import Collection, Iterator, Sequence
from typing import Any

import altair as alt

ACCENT, INK, GREY = "#b3481a", "#1f2933", "#8a94a0"
STEP = 40
PLACE = alt.Y("place:O", axis=None)

CONFIG: dict[str, Any] = {
    "background": "white",
    "font": "system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif",
    "view": {"stroke": None},
    "text": {"color": INK, "fontSize": 13},
    "axis": {
        "domain": False, "ticks": False, "labelColor": INK, "labelFontSize": 12, "grid": False,
    },
}


def bars(
    rows: list[dict], domain: tuple[float, float], leading: Collection[str] = (),
    choices: Sequence[str] = (),
) -> dict:
    """Bars from zero with their intervals; `leading` are the rows in the accent colour, or all."""
    mark = alt.Chart().mark_bar(height=12, yOffset=7).encode(
        x=alt.X("value:Q", axis=None, scale=alt.Scale(domain=domain, nice=False)),
        y=PLACE,
        color=coloured([row["heading"] for row in rows if not leading or row["name"] in leading]),
        tooltip=alt.Tooltip("detail:N", title=" "),
    )
    return finished(rows, [mark, interval(INK), reference()], domain, choices)


def dots(
    rows: list[dict], domain: tuple[float, float], compared_with: float | None = None,
    choices: Sequence[str] = (),
) -> dict:
    """Dots with their intervals, beside the line of what they are compared with."""
    mark = alt.Chart().mark_circle(size=90, opacity=1, yOffset=7).encode(
        x=alt.X("value:Q", axis=None, scale=alt.Scale(domain=domain, nice=False, zero=False)),
        y=PLACE,
        color=alt.condition("datum.differs", alt.value(ACCENT), alt.value(GREY)),
        tooltip=alt.Tooltip("detail:N", title=" "),
    )
    layers = [interval(GREY), mark, reference()]
    if compared_with is not None:
        line = alt.Chart().mark_rule(color=GREY, strokeDash=[3, 3]).encode(
            x=alt.XDatum(compared_with, axis=None)
        )
        layers = [line, *layers]
    return finished(rows, layers, domain, choices)


def coloured(headings: list[str]) -> Any:
    """The accent for the rows of these headings, grey for the others."""
    return alt.condition(
        alt.FieldOneOfPredicate(field="heading", oneOf=headings), alt.value(ACCENT), alt.value(GREY)
    )


def interval(colour: str) -> alt.Chart:
    return alt.Chart().mark_rule(color=colour, strokeWidth=1.5, yOffset=7).encode(
        x=alt.X("low:Q", axis=None), x2="high:Q", y=PLACE
    )


def reference() -> alt.Chart:
    """A tick where a row has something of its own to be compared with."""
    return alt.Chart().mark_tick(color=INK, thickness=2, size=20, yOffset=7).encode(
        x=alt.X("reference:Q", axis=None), y=PLACE
    )


def finished(
    rows: list[dict], layers: list[alt.Chart], domain: tuple[float, float], choices: Sequence[str]
) -> dict:
    start = alt.XDatum(domain[0], axis=None)
    halos: list[dict[str, Any]] = [{"stroke": "white", "strokeWidth": 4}, {}]
    names = [
        # once in white and thick, so that no line runs through the name
        alt.Chart().mark_text(align="left", baseline="bottom", dy=-3, limit=400, **halo).encode(
            x=start, y=PLACE, text="heading:N"
        )
        for halo in halos
    ]
    end = alt.Chart().transform_calculate(
        end="max(datum.high === null ? datum.value : datum.high, datum.reference === null"
        f" ? datum.value : datum.reference, {domain[0]})"
    ).mark_text(align="left", dx=7, dy=7, fontWeight=600).encode(
        x=alt.X("end:Q", axis=None), y=PLACE, text="label:N"
    )
    chart = alt.layer(*layers, *names, end, data=alt.Data(values=placed(rows))).properties(
        width="container", height=alt.Step(STEP)
    )
    if choices:
        choice = alt.param(name="choice", value=choices[0])
        chart = chart.add_params(choice).transform_filter("datum.group === choice")
    return chart.configure(**CONFIG).to_dict(validate=True)


def placed(rows: list[dict]) -> list[dict]:
    """Each row with its place from the top among the rows that are shown together."""
    counts: dict[str | None, Iterator[int]] = {}
    return [
        row | {"place": counts.setdefault(row["group"], itertools.count()).__next__()}
        for row in rows
    ]


def domain_of(
    rows: list[dict], zero: bool, room: float = 0.3, compared_with: float | None = None
) -> tuple[float, float]:
    """From the lowest to the highest mark, with room for the figures at the right."""
    shown = [row[key] for row in rows for key in ("low", "value", "high", "reference")]
    shown = [value for value in [*shown, compared_with, 0.0 if zero else None] if value is not None]
    lowest, highest = min(shown, default=0.0), max(shown, default=1.0)
    width = (highest - lowest) or 1.0
    return (lowest if zero else lowest - 0.05 * width, highest + room * width)
