"""The two kinds of chart of the report, as Vega-Lite specifications.

Every row has its name above its mark and its figure at the end of it, so that a chart reads
the same on a phone, on paper and in a column of three. A row is a dictionary:

name, heading            what it is called, and how with its number of customers
value, low, high         what it shows; low and high are the 95 % interval or None
label                    the figure as written, with its mark of reliability
detail                   what a reader sees on hover
group                    what the reader may choose, or None
reference                a value to compare with, or None
"""

import altair as alt

ACCENT, INK, GREY = "#b3481a", "#1f2933", "#8a94a0"
STEP = 40

CONFIG = {
    "background": "white",
    "font": "system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif",
    "view": {"stroke": None},
    "text": {"color": INK, "fontSize": 13},
    "axis": {"domain": False, "ticks": False, "labelColor": INK, "labelFontSize": 12, "grid": False},
}


def bars(rows: list[dict], domain: tuple[float, float], leading: str | None = None, choices=None):
    """Bars from zero with their intervals; `leading` is the row in the accent colour."""
    names = alt.Y("name:N", sort=None, title=None, axis=None)
    is_leading = f"datum.name === {leading!r}" if leading else "true"
    mark = alt.Chart().mark_bar(height=12, yOffset=7).encode(
        x=alt.X("value:Q", title=None, axis=None, scale=alt.Scale(domain=domain, nice=False)),
        y=names,
        color=alt.condition(is_leading, alt.value(ACCENT), alt.value(GREY)),
        tooltip=alt.Tooltip("detail:N", title=" "),
    )
    return finished(rows, [mark, interval(names, INK), reference(names)], names, domain, choices)


def dots(rows: list[dict], domain: tuple[float, float], compared_with: float | None = None, choices=None):
    """Dots with their intervals, beside the line of what they are compared with.

    A dot whose interval holds that line is grey.
    """
    names = alt.Y("name:N", sort=None, title=None, axis=None)
    holds = "false" if compared_with is None else (
        f"datum.low <= {compared_with} && datum.high >= {compared_with}"
    )
    mark = alt.Chart().mark_circle(size=90, opacity=1, yOffset=7).encode(
        x=alt.X("value:Q", title=None, axis=None, scale=alt.Scale(domain=domain, nice=False, zero=False)),
        y=names,
        color=alt.condition(holds, alt.value(GREY), alt.value(ACCENT)),
        tooltip=alt.Tooltip("detail:N", title=" "),
    )
    layers = [interval(names, GREY), mark, reference(names)]
    if compared_with is not None:
        line = alt.Chart().mark_rule(color=GREY, strokeDash=[3, 3]).encode(
            x=alt.XDatum(compared_with, axis=None)
        )
        layers = [line, *layers]
    return finished(rows, layers, names, domain, choices)


def interval(names, colour: str):
    return alt.Chart().mark_rule(color=colour, strokeWidth=1.5, yOffset=7).encode(
        x=alt.X("low:Q", axis=None), x2="high:Q", y=names
    )


def reference(names):
    """A tick where a row has something of its own to be compared with."""
    return alt.Chart().mark_tick(color=INK, thickness=2, size=20, yOffset=7).encode(
        x=alt.X("reference:Q", axis=None), y=names
    )


def finished(rows, layers, names, domain, choices):
    start = alt.XDatum(domain[0], axis=None)
    names_written = [
        # once in white and thick, so that no line runs through the name
        alt.Chart().mark_text(align="left", baseline="bottom", dy=-3, limit=300, **halo).encode(
            x=start, y=names, text="heading:N"
        )
        for halo in ({"stroke": "white", "strokeWidth": 4}, {})
    ]
    end = alt.Chart().transform_calculate(
        end="max(datum.high === null ? datum.value : datum.high, datum.reference === null"
        f" ? datum.value : datum.reference, {domain[0]})"
    ).mark_text(align="left", dx=7, dy=7, fontWeight=600).encode(
        x=alt.X("end:Q", axis=None), y=names, text="label:N"
    )
    chart = alt.layer(*layers, *names_written, end, data=alt.Data(values=rows)).properties(
        width="container", height=alt.Step(STEP)
    )
    if choices:
        choice = alt.param(name="choice", value=choices[0])
        chart = chart.add_params(choice).transform_filter("datum.group === choice")
    return chart.configure(**CONFIG).to_dict(validate=True)


def domain_of(rows: list[dict], zero: bool, room: float = 0.3) -> tuple[float, float]:
    """From the lowest to the highest mark, with room for the figures at the right."""
    shown = [row[key] for row in rows for key in ("low", "value", "high", "reference") if row[key] is not None]
    lowest = min([0.0, *shown]) if zero or not shown else min(shown)
    highest = max(shown, default=1.0)
    width = (highest - lowest) or 1.0
    return (lowest if zero else lowest - 0.05 * width, highest + room * width)
