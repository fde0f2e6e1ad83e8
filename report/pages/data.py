"""What was delivered and accepted, and what the words mean."""

from report import titles
from report.figures import Block, Column, Page, Table
from report.marts import Marts
from report.written import count, percent, text

DEFINITIONS = {
    "Income utilisation": "Monthly spend over monthly income, the ratio of sums over a group's"
    " customers. Appetite or strain, not ability to repay.",
    "Value segments": "High, Mid and Low, by the part of their income that customers spend.",
    "Index": "A group's share over everybody's share, 100 as everybody.",
    "95 % interval": "Over customers, who are the unit of every rate. Surely means outside it.",
    "Differs": "By more than chance, corrected for the number of comparisons (Holm), and by enough"
    " to matter.",
    "Held": "As if the groups had the same ages and genders, or all other attributes, as said.",
    "Hidden": "Cells of fewer than ten customers, and those that would give them away.",
    "† use with care": "Few customers or a wide interval.",
}


def page(marts: Marts) -> Page:
    about = marts.about
    return Page(
        "data",
        "Data",
        titles.accepted(
            about["customers_accepted"], about["customers_delivered"],
            about["spends_accepted"], about["spends_delivered"],
        ) + ". What was set aside has its reason here.",
        [quality(marts)],
        {"definitions": DEFINITIONS},
    )


def quality(marts: Marts) -> Block:
    return Block(
        "quality",
        "Data quality",
        Table(
            "data_quality",
            [
                Column("What", "measure", lambda value: value.replace("_", " ")),
                Column("Table", "table_name", text),
                Column("Reason", "reason", lambda value: text(value).replace("_", " ")),
                Column("Rows", "row_count", count),
                Column("Share", "row_share_pct", percent),
                Column("What it says", "explanation", text),
            ],
            [
                row for row in marts.rows("data_quality", "table_name, measure, reason")
                if row["row_count"] != 0
            ],
        ),
    )
