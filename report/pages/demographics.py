"""Who the high-, mid- and low-value customers are, by age, gender and marital status."""

from report import titles
from report.figures import Figure, Page, extremes, mark_of, multiples, tone_of
from report.marts import Marts
from report.pages.shared import (
    COLOURS,
    SEGMENTS,
    everybody,
    group_rows,
    over_represented,
    segment_cells,
    segment_table,
    utilisation_figure,
    utilisation_mark,
)
from report.written import ATTRIBUTES, index, percent

PERSONAL = ("age_group", "gender", "marital_status")


def page(marts: Marts) -> Page:
    return Page(
        "demographics",
        "Demographics",
        "Who the high-, mid- and low-value customers are. A value segment is set by what part of"
        " their income customers spend; age, gender and marital status describe, they choose"
        " nobody.",
        [composition(marts), utilisation(marts)],
    )


def composition(marts: Marts) -> Figure:
    records = segment_cells(marts, PERSONAL)
    groups = {
        name: [
            mark_of(
                row, row["member"], "share_pct", percent, is_n_shown=False,
                tone=tone_of(row["representation_index"], 100) if row["is_distinctive"] else "",
            )
            for row in records if row["segment"] == segment
        ]
        for segment, name in SEGMENTS.items()
    }
    distinct = [
        f"{row['member']} ({index(row['representation_index'])})"
        for row in over_represented(records, "High")
    ]
    return Figure(
        "composition",
        titles.over_represented("high-value", distinct),
        f"Share of the segment's customers, per cent; index against everybody (100). {COLOURS}"
        " Surely is by more than chance (Holm) and by enough to matter. Intervals are in the"
        " numbers.",
        multiples(groups, "bars"),
        segment_table(records),
    )


def utilisation(marts: Marts) -> Figure:
    compared_with = everybody(marts)["utilisation_pct"]
    records = [row for attribute in PERSONAL for row in group_rows(marts, attribute)]
    groups = {
        ATTRIBUTES[attribute]: [
            utilisation_mark(row, row["member"], compared_with)
            for row in records if row["attribute"] == ATTRIBUTES[attribute]
        ]
        for attribute in PERSONAL
    }
    title = titles.differing(
        "Income utilisation", {name: extremes(marks) for name, marks in groups.items()}
    )
    return utilisation_figure(marts, "utilisation-by-group", title, records, groups)
