"""What customers earn, by city, occupation and value segment, and what part of it they spend."""

from report import titles
from report.figures import (
    Column,
    Figure,
    Page,
    Table,
    interval_columns,
    mark_of,
    multiples,
    single,
)
from report.marts import Marts
from report.pages.shared import SEGMENTS, everybody, utilisation_figure, utilisation_mark
from report.written import count, inr, percent, text


def page(marts: Marts) -> Page:
    return Page(
        "income",
        "Income",
        "What customers earn a year, by city and value segment. Segments are made by spend over"
        " income, so that a segment's income is partly its definition.",
        [by_city(marts), by_occupation(marts), utilisation_by_band(marts)],
    )


def by_city(marts: Marts) -> Figure:
    records = marts.rows("segment_cities", "segment_sort_order, city_sort_order")
    groups = {
        name: [
            mark_of(row, row["city"], "avg_annual_income_inr", inr)
            for row in records if row["segment"] == segment
        ]
        for segment, name in SEGMENTS.items()
    }
    incomes: dict[str, dict[str, float]] = {}
    for name, marks in groups.items():
        for mark in marks:
            if mark.value is not None:
                incomes.setdefault(mark.name, {})[name] = mark.value
    return Figure(
        "income-by-city",
        titles.earns_most({city: found for city, found in incomes.items() if len(found) > 1}),
        "Average annual income in INR by city, of the customers of each value segment. Averages"
        " without intervals: small differences may be chance.",
        multiples(groups, "bars"),
        Table(
            "segment_cities",
            [
                Column("Segment", "segment", text),
                Column("City", "city", text),
                Column("Customers", "customer_count", count),
                Column("Annual income", "avg_annual_income_inr", inr),
                Column("Total spend", "total_spend_inr", inr),
                Column("Income utilisation", "utilisation_pct", percent),
                Column("Reliability", "reliability", text),
            ],
            records,
        ),
    )


def by_occupation(marts: Marts) -> Figure:
    records = marts.rows("occupations", "avg_annual_income_inr desc nulls last, sort_order")
    marks = [mark_of(row, row["occupation"], "avg_annual_income_inr", inr) for row in records]
    return Figure(
        "income-by-occupation",
        titles.ranked("Average income", marks, "among"),
        "Average annual income in INR of all customers of the occupation, without intervals.",
        single(marks, "bars"),
        Table(
            "occupations",
            [
                Column("Occupation", "occupation", text),
                Column("Customers", "customer_count", count),
                Column("Annual income", "avg_annual_income_inr", inr),
                Column("Monthly spend", "avg_monthly_spend_inr", inr),
                *interval_columns(
                    "avg_monthly_spend_ci_low_inr", "avg_monthly_spend_ci_high_inr", inr
                ),
                Column("Income utilisation", "utilisation_pct", percent),
            ],
            records,
        ),
    )


def band(row: dict) -> str:
    """What a band holds, in INR a month."""
    low, high = row["income_from_inr"], row["income_below_inr"]
    if high is None:
        return f"from {inr(low)}"
    return f"{inr(low)} to {inr(high)}" if low else f"below {inr(high)}"


def utilisation_by_band(marts: Marts) -> Figure:
    compared_with = everybody(marts)["utilisation_pct"]
    records = [
        {**row, "mart": "income_bands", "attribute": "Monthly income",
         "member": band(row)}
        for row in marts.rows("income_bands", "sort_order")
    ]
    marks = [utilisation_mark(row, row["member"], compared_with) for row in records]
    return utilisation_figure(
        marts, "utilisation-by-income",
        titles.along("Income utilisation", marks, "income"), records, {"": marks},
    )
