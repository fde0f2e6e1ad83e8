"""What each card rests on: economics, assumptions, features, audiences, published facts."""

from report import titles
from report.figures import (
    Block,
    Column,
    Figure,
    Page,
    Table,
    interval_columns,
    multiples,
    single,
)
from report.marts import Marts
from report.pages import economics
from report.written import (
    ATTRIBUTES,
    count,
    decimal,
    inr,
    link,
    listed,
    percent,
    sources,
    text,
)

IN_INR = (
    "What an active customer brings the bank in a running year, in INR: interchange, fee and"
    " interest less rewards, servicing, funding and credit losses."
)


def page(marts: Marts) -> Page:
    return Page(
        "cards",
        "Cards",
        "Features that the pilot and published research both speak for, put together as cards,"
        " each with a verdict on what it would bring the bank and the customer.",
        [
            proposals(marts), scenarios(marts), assumptions(marts), recommendations(marts),
            audiences(marts), facts(marts),
        ],
        {
            # those that rest on no mart, not those that disclosure control hides
            "not_measurable": [
                claim for claim in marts.rows("insights", "claim_id")
                if claim["verdict"] == "not measurable" and not claim["evidence_mart"]
            ],
        },
    )


def proposals(marts: Marts) -> Block:
    return Block(
        "proposals",
        "The cards in full",
        Table(
            "card_proposals",
            [
                Column("Card", "card_name", text),
                Column("For", "target_group", text),
                Column("Customers", "customer_count", count),
                Column("Verdict", "verdict", text),
                Column("Because", "verdict_reason", text),
                Column("Features", "features", text),
                Column("Fee", "fee_logic", text),
                Column("Proxy for", "proxy_for", attributes_named),
                Column("Not paid by card, a month", "non_card_spend_inr_a_month", inr),
                Column("Rewards cost at most, a month", "highest_reward_cost_inr_a_month", inr),
            ],
            marts.rows("card_proposals", "sort_order"),
        ),
    )


def attributes_named(names: str | None) -> str:
    """`age_group, gender` in words."""
    return listed([ATTRIBUTES[name].lower() for name in (names or "").split(", ") if name]) or "–"


def scenarios(marts: Marts) -> Figure:
    records = [row for row in economics.ranges(marts) if row["assumption"] == economics.ALL]
    marks = [economics.mark(row, row["card_name"], is_n_shown=True) for row in records]
    cards = marts.rows("card_proposals", "sort_order")
    tested = titles.names_of([card for card in cards if card["verdict"] == "test"])
    lost = [card for card in cards if card["verdict"] == "do not launch"]
    return Figure(
        "scenarios",
        titles.profitable(tested, len(lost)) if records
        else "No card has enough customers for a scenario",
        f"{IN_INR} Dot and first figure: base case. Lines: all assumptions low to all high."
        " Assumptions, not forecasts. Orange gains, blue loses in each case.",
        single(marks, "dots", zero=False, reference=0, reference_label="zero") if marks else [],
        economics.table(records),
    )


def assumptions(marts: Marts) -> Figure:
    records = [
        row for row in economics.ranges(marts)
        if row["assumption"] != economics.ALL and row["low"] != row["high"]
    ]
    groups = {
        card: [
            economics.mark(row, row["assumption"]) for row in records if row["card_name"] == card
        ]
        for card in dict.fromkeys(row["card_name"] for row in records)
    }
    title = "No card has enough customers for a scenario"
    if records:
        most = max(records, key=lambda row: abs(row["high"] - row["low"]))
        low, high = sorted((most["low"], most["high"]))
        title = titles.moved_most(
            titles.short_name(most["card_name"]), most["assumption"], inr(low), inr(high)
        )
    return Figure(
        "assumptions",
        title,
        f"{IN_INR} One assumption moves from its low to its high value, the others stay; those"
        " that move nothing here, such as acceptance, are not drawn. Most are guesses that only a"
        " launch can replace. Dot and first figure: base case.",
        multiples(groups, "dots", zero=False, reference=0, reference_label="zero"),
        economics.table(records),
    )


def written_in(unit: str, value: float | None) -> str:
    return inr(value) if unit.startswith("INR") else decimal(value)


def recommendations(marts: Marts) -> Block:
    return Block(
        "recommendations",
        "What each feature rests on",
        Table(
            "card_feature_recommendations",
            [
                Column("Feature", "feature_name", text),
                Column("For", "target_member", text),
                Column("n", "customer_count", count),
                Column("Evidence", "figure_written", text),
                Column("from", "ci_low_written", text),
                Column("to", "ci_high_written", text),
                Column("Unit", "figure_unit", text),
                Column("Ages, genders held", "standardised_index", decimal),
                Column("Which is", "supported_as", text),
                Column("Caution", "caution", text),
                Column("Sources", "source_fact_ids", sources),
            ],
            [
                row | {
                    f"{name}_written": written_in(row["figure_unit"], row[name])
                    for name in ("figure", "ci_low", "ci_high")
                }
                for row in marts.rows(
                    "card_feature_recommendations",
                    "feature_id, tier, target_attribute, target_member",
                )
            ],
        ),
    )


def audiences(marts: Marts) -> Block:
    return Block(
        "audiences",
        "Whom the cards reach, by age, gender and marital status",
        Table(
            "card_audiences",
            [
                Column("Card", "card_name", text),
                Column("Attribute", "attribute_name", text),
                Column("Group", "member", text),
                Column("Customers", "customer_count", count),
                Column("Of the card's", "share_pct", percent),
                Column("Of the group's", "selection_rate_pct", percent),
                *interval_columns(
                    "selection_rate_ci_low_pct", "selection_rate_ci_high_pct", percent
                ),
                Column("Against the most proposed", "selection_ratio_pct", percent),
                Column("Four fifths", "four_fifths", text),
            ],
            [
                {**row, "attribute_name": ATTRIBUTES[row["attribute"]]}
                for row in marts.rows(
                    "card_audiences", "sort_order, attribute, member_sort_order"
                ) if row["is_personal"]
            ],
        ),
        "Customers are rounded to 5, so that nobody is given away.",
        is_closed=True,
    )


def facts(marts: Marts) -> Block:
    records = marts.rows("card_sources", "fact_id")
    return Block(
        "facts",
        f"{len(records)} published facts",
        Table(
            "card_sources",
            [
                Column("Fact", "fact_id", text),
                Column("What", "claim", text),
                Column("Value", "value", text),
                Column("Unit", "unit", text),
                Column("Of", "period", text),
                Column("Published by", "publisher", text),
                Column("Where", "source_url", link),
                Column("Confidence", "confidence", text),
            ],
            records,
        ),
        "Dated examples, never the current offer.",
        is_closed=True,
    )
