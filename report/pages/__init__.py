"""The pages of the report in the order in which they are read, a module each.

A page reads marts and turns their rows into figures; figures hold charts and tables; `html.py`
writes them. Nothing goes back. Personal attributes (age, gender, marital status) stand in their
own order: nobody is ranked by them.
"""

from report.figures import Page
from report.marts import Marts
from report.pages import (
    cards,
    claims,
    data,
    demographics,
    expenditure,
    income,
    segmentation,
    summary,
    top_categories,
)

MODULES = (
    summary, demographics, segmentation, income, expenditure, top_categories, cards, claims, data,
)


def pages(marts: Marts) -> list[Page]:
    return [module.page(marts) for module in MODULES]
