"""The first page: which card goes to whom, what it earns and how sure that is."""

from report import titles
from report.charts import Rows, domain_of
from report.figures import HIDDEN, Page
from report.marts import Marts
from report.pages import economics
from report.pages.shared import everybody
from report.written import (
    ATTRIBUTES,
    count,
    index,
    inr,
    listed,
    month,
    percent,
    segment_name,
)

PAYBACK = "Months to pay back what a new customer costs"
MEASURED, SPECIFIC, ASSUMED = 3, 2, 1
SUPPORT = {
    "specific to the group": "they spend more on these than others of their ages and genders",
    "follows from its ages and genders": "they spend more on these, and so do others of their"
    " ages and genders",
    "popular with everybody": "everybody spends much on these",
}
EVIDENCE = {3: "measured", 2: "measured, not specific", 1: "assumptions, only a launch can tell"}


def page(marts: Marts) -> Page:
    cards = marts.rows("card_proposals", "sort_order")
    portfolio = everybody(marts)
    return Page(
        "front",
        "Summary",
        "",
        [],
        {
            "title": titles.recommended(cards, portfolio["is_suppressed"]),
            "portfolio": portfolio,
            "period": period(marts),
            "blocks": blocks(marts, cards),
            "panels": panels(marts, cards),
            "answers": answers(marts, cards, portfolio),
            "changes": marts.rows("changes", "topic, mart, subject, measure"),
        },
    )


def period(marts: Marts) -> str:
    first, last = (
        month(marts.about[f"{end}_month_start_date"]) for end in ("first", "last")
    )
    return first if first == last else f"{first} to {last}"


def leading(cards: list[dict]) -> list[dict]:
    """The cards to test."""
    return [card for card in cards if card["verdict"] == "test"]


def first_tier(marts: Marts) -> list[dict]:
    """The key segments that lead, of those that a bank may choose by."""
    return [
        row for row in marts.rows("key_segments", "usable_tier, key_segment")
        if row["usable_tier"] == 1
    ]


def blocks(marts: Marts, cards: list[dict]) -> list[dict]:
    """Whom, which features and what it earns: figure, sentence and how well it is founded."""
    return [
        block("Whom", MEASURED, *whom(marts, leading(cards))),
        block("Which features", *which_features(marts, leading(cards))),
        block("What it earns", ASSUMED, *what_it_earns(marts, cards)),
    ]


def block(name: str, strength: int, figure: str, sentence: str, base: str) -> dict:
    return {
        "name": name, "figure": figure, "sentence": sentence,
        "dots": "●" * strength + "○" * (3 - strength),
        "evidence": f"{EVIDENCE[strength]}{', ' + base if base else ''}",
    }


def whom(marts: Marts, tested: list[dict]) -> tuple[str, str, str]:
    if tested:
        customers = sum(card["customer_count"] for card in tested)
        profiles = {
            row["segment"]: row["target_profile"] for row in marts.rows("segment_actions", "1")
        }
        said = [
            f"{titles.short_name(card['card_name'])}: {card['positioning'].lower()}"
            for card in tested
        ]
        for card in tested:
            if profile := profiles.get(card["target_group"]):
                often = [part.split(" (")[0] for part in profile.split("), ")[:2]]
                said.append(f"more often {listed(often)} than all customers are")
        return f"{count(customers)} customers", "; ".join(said) + ".", f"n {count(customers)}"
    first = first_tier(marts)
    if not first:
        return "Nobody yet", "No group is large enough to be told from the others.", ""
    customers = sum(row["customer_count"] for row in first)
    return (
        "Nobody yet",
        "No card is to be tested. "
        + listed([segment_name(row["key_segment"]) for row in first])
        + f" spend the largest part of their income, {percent(first[0]['utilisation_pct'])}.",
        f"n {count(customers)}",
    )


def which_features(marts: Marts, tested: list[dict]) -> tuple[int, str, str, str]:
    ids = [card["card_id"] for card in tested]
    features = [
        row for row in marts.rows("card_proposal_features", "card_id, feature_id")
        if row["card_id"] in ids
    ]
    if not features:
        return ASSUMED, "None yet", "The pilot speaks for no feature of a card to be tested.", ""
    specific = [row for row in features if row["supported_as"] == "specific to the group"]
    kinds = list(dict.fromkeys(row["supported_as"] for row in features))
    items = list(dict.fromkeys(row["category_or_payment_type"] for row in features))
    return (
        MEASURED if len(specific) == len(features) else SPECIFIC,
        listed(items),
        f"{titles.sentence(listed([SUPPORT.get(kind, kind) for kind in kinds]))}.",
        f"{len(features)} features",
    )


def what_it_earns(marts: Marts, cards: list[dict]) -> tuple[str, str, str]:
    """The card to test, or the one that comes nearest."""
    shown = [row for row in economics.ranges(marts) if row["assumption"] == economics.ALL]
    tested = titles.names_of(leading(cards))
    chosen = [row for row in shown if titles.short_name(row["card_name"]) in tested] or shown
    if not chosen:
        return "Cannot be told", "No card has enough customers.", ""
    best = max(chosen, key=lambda row: row["base"])
    return (
        f"{inr(best['base'])} a year",
        f"an active customer of {titles.short_name(best['card_name'])}, before what a new customer"
        f" costs; {inr(best['low'])} with all assumptions low, {inr(best['high'])} with all high."
        f" {paid_back(marts, best['card_name'])}",
        f"95 % interval {inr(best['base_ci_low'])} to {inr(best['base_ci_high'])}",
    )


def paid_back(marts: Marts, card_name: str) -> str:
    """How long it takes until a new customer's costs are earned, base case and good case."""
    months = {
        row["scenario"]: row["figure"] for row in marts.rows("card_economics", "measure_order")
        if row["card_name"] == card_name and row["moved_assumption"] == "all"
        and row["measure"] == PAYBACK
    }
    base, high = (
        "never" if months.get(case) is None else f"in {duration(months[case])}"
        for case in ("base", "high")
    )
    return f"That cost is paid back {base}, in the good case {high}."


def duration(months: float) -> str:
    """Months as people say them."""
    if months < 24:
        return f"{count(round(months))} months"
    return f"{count(round(months / 12))} years"


def panels(marts: Marts, cards: list[dict]) -> list[dict]:
    """A panel a card."""
    shown = {
        row["card_name"]: economics.mark(row, row["card_name"])
        for row in economics.ranges(marts) if row["assumption"] == economics.ALL
    }
    domain = domain_of(list(shown.values()), zero=True)
    features = marts.rows("card_proposal_features", "card_id, feature_id")
    audiences = marts.rows("card_audiences", "card_id, attribute, member_sort_order")
    return [
        {
            "card": card,
            "name": titles.short_name(card["card_name"]),
            "customers": HIDDEN if card["is_suppressed"] else f"{count(card['customer_count'])}"
            " customers",
            "features": [
                {"name": row["feature_name"], "terms": terms(row), "evidence": evidence(row)}
                for row in features if row["card_id"] == card["card_id"]
            ],
            "economics": shown.get(card["card_name"]),
            "chart": Rows("dots", [shown[card["card_name"]]], domain, reference=0)
            if card["card_name"] in shown else None,
            "four_fifths": four_fifths(
                [row for row in audiences if row["card_id"] == card["card_id"]]
            ),
        }
        for card in cards
    ]


def terms(row: dict) -> str:
    if row["benefit_rate_pct"] is None:
        return "not costed"
    cap = f", up to {inr(row['monthly_cap_inr'])} a month" if row["monthly_cap_inr"] else ""
    return f"{percent(row['benefit_rate_pct'])}{cap}"


def evidence(row: dict) -> str:
    if row["is_suppressed"] or row["figure"] is None:
        return HIDDEN
    if row["standardised_index"] is None:
        return f"{percent(row['figure'])} of spend by other means: {row['supported_as']}"
    return (
        f"index {index(row['figure'])}, {index(row['standardised_index'])} with ages and genders"
        f" held: {row['supported_as']}"
    )


def four_fifths(audience: list[dict]) -> str:
    """Which personal groups are proposed a card less than four fifths as often as the most."""
    below = [
        f"{row['member']} ({percent(row['selection_ratio_pct'])} of {row['most_selected_member']})"
        for row in audience
        if row["is_personal"] and row["four_fifths"] == "below four fifths"
    ]
    untold = any(
        row["is_personal"] and row["four_fifths"] not in
        ("below four fifths", "at least four fifths", "most often proposed") for row in audience
    )
    said = f"Below four fifths: {listed(below)}." if below else "No group is surely below."
    return said + " Of groups with few customers it cannot be told." * untold


def answers(marts: Marts, cards: list[dict], portfolio: dict) -> list[dict]:
    """The brief's five questions: what answers each, and how claims about it fared."""
    segments = marts.rows("segments", "sort_order")
    categories = marts.rows("categories", "spend_rank")
    drivers = marts.rows("utilisation_drivers", "lost_without_pct desc nulls last")
    first = first_tier(marts)
    claims = marts.rows("insights", "question, claim_id")
    [likelier] = [claim for claim in claims if claim["claim_id"] == "C48"]
    found = {
        ("Who are the customers?", "demographics"):
        "By the part of their income they spend: " + listed([
            f"{count(row['customer_count'])} {row['segment']}"
            f" ({percent(row['customer_share_pct'])})"
            for row in segments
        ]) + ".",
        ("What part of their income do they spend?", "income"):
        f"{percent(portfolio['utilisation_pct'])}, between"
        f" {percent(portfolio['utilisation_ci_low_pct'])} and"
        f" {percent(portfolio['utilisation_ci_high_pct'])}."
        f" {likelier['claim']}? {likelier['finding']}",
        ("On what, and who differs?", "expenditure"):
        f"First on {categories[0]['category']}"
        f" ({percent(categories[0]['spend_share_pct'])} of spend), then"
        f" {categories[1]['category']} and {categories[2]['category']}."
        " Of the differences in income utilisation " + listed([
            f"{percent(row['lost_without_pct'])} go with {ATTRIBUTES[row['attribute']].lower()}"
            for row in drivers[:2]
        ]) + ", the other attributes held.",
        ("Which groups stand out?", "segmentation"): listed([
            f"{segment_name(row['key_segment'])}: {percent(row['utilisation_pct'])}"
            f" of income ({percent(row['utilisation_ci_low_pct'])} to"
            f" {percent(row['utilisation_ci_high_pct'])}), n {count(row['customer_count'])}"
            for row in first
        ]) + "." + where_the_money_is(marts) if first else "None is large enough to tell.",
        ("Which card features does that speak for?", "cards"): listed([
            f"{row['card_name']} for {row['target_group']}: {row['verdict']}" for row in cards
        ]) + ".",
    }
    return [
        {
            "number": number,
            "question": question,
            "page": page,
            "answer": answer,
            "verdicts": verdicts([claim for claim in claims if claim["question"] == number]),
        }
        for number, ((question, page), answer) in enumerate(found.items(), start=1)
    ]


def where_the_money_is(marts: Marts) -> str:
    """What a card could take over, of those with the highest utilisation and of those with most."""
    rows = marts.rows("non_card_spend_leaders", "sort_order")
    if any(row["is_suppressed"] or not row["customer_count"] for row in rows):
        return ""
    by_use, by_spend, both = rows
    return (
        " By what a card could take over a month: the"
        f" {count(by_use['customer_count'])} customers of segment High spend"
        f" {inr(by_use['non_card_spend_inr_a_month'])} by other means, as many who spend"
        f" most {inr(by_spend['non_card_spend_inr_a_month'])};"
        f" {count(both['customer_count'])} are among both."
    )


def verdicts(claims: list[dict]) -> str:
    found = [claim["verdict"] for claim in claims]
    counted = ", ".join(f"{found.count(verdict)} {verdict}" for verdict in sorted(set(found)))
    return f"{len(claims)} claims held against the data: {counted}."
