"""What was claimed, and what the pilot finds: a board with a column a question."""

from report import titles
from report.figures import Page
from report.marts import Marts

QUESTIONS = {
    1: "Who are they?",
    2: "What share of income?",
    3: "On what, who differs?",
    4: "Which groups stand out?",
    5: "Which cards?",
}
VERDICTS = ["supported", "partly", "not supported", "cannot be told", "not measurable"]


def page(marts: Marts) -> Page:
    claims = sorted(
        marts.rows("insights", "question, claim_id"),
        key=lambda claim: VERDICTS.index(claim["verdict"]),
    )
    return Page(
        "claims",
        "Claims",
        "What the brief, the studies before and others say of this pilot, held against the data."
        " Open a claim for what the pilot finds. Shares by credit card in claims are means of the"
        " customers' own shares; elsewhere every rupee counts alike.",
        [],
        {
            "title": titles.claims([claim["verdict"] for claim in claims]),
            "verdicts": VERDICTS,
            "board": [
                (f"{question}. {name}", [c for c in claims if c["question"] == question])
                for question, name in QUESTIONS.items()
            ],
        },
    )
