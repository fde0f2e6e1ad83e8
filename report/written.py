"""How the report writes a figure, for readers in India. An absent figure is written as a dash."""

import datetime
from collections.abc import Sequence
from decimal import Decimal

from markupsafe import Markup, escape

ABSENT = "–"


def grouped(value: float | Decimal) -> str:
    """A whole number with Indian grouping: 8,64,000."""
    digits = f"{abs(round(value)):d}"
    head, tail = digits[:-3], digits[-3:]
    while head:
        head, tail = head[:-2], f"{head[-2:]},{tail}"
    return f"{'−' if round(value) < 0 else ''}{tail}"


def count(value: int | None) -> str:
    return ABSENT if value is None else grouped(value)


def inr(value: float | Decimal | None) -> str:
    """INR in crore and lakh: ₹17.16 crore, ₹6.19 lakh, ₹22,148."""
    if value is None:
        return ABSENT
    amount = -value if value < 0 else value
    for unit, size in (("crore", 10_000_000), ("lakh", 100_000)):
        # what would be rounded up to the unit belongs to it
        if amount >= 0.99995 * size:
            return f"{'−' if value < 0 else ''}₹{abs(float(value)) / size:.2f} {unit}"
    return f"{'−' if round(value) < 0 else ''}₹{grouped(amount)}"


def percent(value: float | None) -> str:
    return ABSENT if value is None else f"{value:.1f} %"


def index(value: float | None) -> str:
    return ABSENT if value is None else f"{value:.0f}"


def decimal(value: float | None) -> str:
    return ABSENT if value is None else f"{value:.1f}"


def text(value: object) -> str:
    return ABSENT if value is None else str(value)


def yes_or_no(value: bool | None) -> str:
    return ABSENT if value is None else "yes" if value else "no"


def sources(fact_ids: str | None) -> str:
    """Ids of facts, separated by semicolons, as links to the facts."""
    links = [
        Markup('<a href="#{0}">{0}</a>').format(fact_id)
        for fact_id in (fact_ids or "").split(";") if fact_id
    ]
    return Markup(" ").join(links) or ABSENT


def link(url: str) -> str:
    return Markup('<a href="{0}" rel="noreferrer">{0}</a>').format(url)


def marked(text: str) -> str:
    """A description with its `names` as code."""
    words = str(escape(text)).split("`")
    return Markup("".join(
        f"<code>{word}</code>" if place % 2 else word for place, word in enumerate(words)
    ))


def month(value: datetime.date | str) -> str:
    """May 2023"""
    return datetime.date.fromisoformat(str(value)).strftime("%B %Y")


def listed(names: Sequence[str], last: str = "and") -> str:
    """A, B and C"""
    return f" {last} ".join(filter(None, [", ".join(names[:-1]), names[-1] if names else ""]))


ATTRIBUTES = {
    "city": "City",
    "age_group": "Age",
    "occupation": "Occupation",
    "gender": "Gender",
    "marital_status": "Marital status",
}
ASSUMPTIONS = {
    "all": "All at once",
    "acceptance_pct": "Customers who accept",
    "activation_pct": "Cards that are used",
    "moved_share_pct": "Spend that moves from other means",
    "moved_card_share_pct": "Spend that moves from other cards",
    "interchange_pct": "Interchange",
    "upi_with_interchange_pct": "UPI that earns interchange",
    "rewarded_share_pct": "Spend that earns rewards",
    "receivable_months": "Months of spend that are owed",
    "funding_pct": "Cost of funding",
    "revolving_share_pct": "Share that bears interest",
    "interest_pct": "Interest rate",
    "credit_loss_pct": "Credit losses",
    "acquisition_inr_per_card": "Cost of a card issued",
    "servicing_inr_a_year": "Cost of serving",
}


def segment_name(key_segment: str) -> str:
    """`city: Mumbai · occupation: Freelancers` as Mumbai · Freelancers."""
    return " · ".join(part.split(": ", 1)[1] for part in key_segment.split(" · "))
