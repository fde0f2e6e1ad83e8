"""What an active customer of a card brings the bank in a running year, and on what that hangs."""

from report.charts import Mark
from report.figures import Column, Table, excludes, mark_of, tone_of
from report.marts import Marts
from report.written import ASSUMPTIONS, count, inr, text

RESULT = "Contribution in a running year"
ALL = ASSUMPTIONS["all"]


def ranges(marts: Marts) -> list[dict]:
    """One row for each card and assumption: what an active customer brings, low, base and high."""
    cases: dict[tuple[str, str], dict[str, dict]] = {}
    for row in marts.rows("card_economics", "sort_order, card_id"):
        if row["measure"] == RESULT and not row["is_suppressed"]:
            cases.setdefault((row["card_name"], row["moved_assumption"]), {})[row["scenario"]] = row
    order = list(ASSUMPTIONS)
    return [
        {
            "card_name": card,
            "assumption": ASSUMPTIONS[assumption],
            "customer_count": case["low"]["customer_count"],
            "base": cases[card, "all"]["base"]["figure"],
            "low": case["low"]["figure"],
            "high": case["high"]["figure"],
            "base_ci_low": cases[card, "all"]["base"]["ci_low"],
            "base_ci_high": cases[card, "all"]["base"]["ci_high"],
        }
        for (card, assumption), case in sorted(
            cases.items(), key=lambda item: order.index(item[0][1])
        )
    ]


def table(records: list[dict]) -> Table:
    return Table(
        "card_economics",
        [
            Column("Card", "card_name", text),
            Column("What moves", "assumption", text),
            Column("Customers in scope", "customer_count", count),
            Column("Base", "base", inr),
            Column("Low", "low", inr),
            Column("High", "high", inr),
        ],
        records,
    )


def mark(row: dict, name: str, is_n_shown: bool = False) -> Mark:
    """The base case between the results of the low and the high assumption."""
    low, high = sorted((row["low"], row["high"]))
    return mark_of(
        row | {"low": low, "high": high}, name, "base", inr, "low", "high",
        spread="assumptions low to high", is_n_shown=is_n_shown,
        tone=tone_of(row["base"], 0) if excludes(low, high, 0) else "",
        label=f"{inr(row['base'])} ({inr(low)} to {inr(high)})",
    )
