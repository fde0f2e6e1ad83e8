"""The report as one HTML file that asks for nothing outside itself."""

import json
from pathlib import Path
from typing import Any

import jinja2
import vl_convert

from report import written
from report.marts import Marts
from report.pages import pages

HERE = Path(__file__).parent


def in_script(value: Any) -> str:
    """JSON that cannot end the script element it stands in."""
    return json.dumps(value, separators=(",", ":")).replace("<", "\\u003c")


def answers(marts: Marts) -> list[dict]:
    """The brief's five questions: what answers each, and how claims about it fared."""
    everybody = marts.rows("portfolio", "1")[0]
    segments = marts.rows("segments", "sort_order")
    categories = marts.rows("categories", "spend_rank")
    drivers = marts.rows("utilisation_drivers", "lost_without_pct desc nulls last")
    leading = [
        row for row in marts.rows("key_segments", "usable_tier, key_segment")
        if row["usable_tier"] == 1
    ]
    cards = marts.rows("card_proposals", "sort_order")
    claims = marts.rows("insights", "question, claim_id")
    [likelier] = [claim for claim in claims if claim["claim_id"] == "C48"]
    percent, count = written.percent, written.count
    found = {
        "Who are the customers?": "By the part of their income they spend: " + written.listed([
            f"{count(row['customer_count'])} {row['segment']}"
            f" ({percent(row['customer_share_pct'])})"
            for row in segments
        ]) + ".",
        "What part of their income do they spend?":
        f"{percent(everybody['utilisation_pct'])}, between"
        f" {percent(everybody['utilisation_ci_low_pct'])} and"
        f" {percent(everybody['utilisation_ci_high_pct'])}."
        f" {likelier['claim']}? {likelier['finding']}",
        "On what, and who differs?": f"First on {categories[0]['category']}"
        f" ({percent(categories[0]['spend_share_pct'])} of spend), then"
        f" {categories[1]['category']} and {categories[2]['category']}."
        " Of the differences in income utilisation " + written.listed([
            f"{percent(row['lost_without_pct'])} go with"
            f" {written.ATTRIBUTES[row['attribute']].lower()}"
            for row in drivers[:2]
        ]) + ", the other attributes held.",
        "Which groups stand out?": written.listed([
            f"{written.segment_name(row['key_segment'])}: {percent(row['utilisation_pct'])}"
            f" of income ({percent(row['utilisation_ci_low_pct'])} to"
            f" {percent(row['utilisation_ci_high_pct'])}), n {count(row['customer_count'])}"
            for row in leading
        ]) + "." + where_the_money_is(marts) if leading else "None is large enough to tell.",
        "Which card features does that speak for?": written.listed([
            f"{row['card_name']} for {row['target_group']}: {row['verdict']}" for row in cards
        ]) + ".",
    }
    return [
        {
            "number": number,
            "question": question,
            "answer": answer,
            "verdicts": verdicts([claim for claim in claims if claim["question"] == number]),
        }
        for number, (question, answer) in enumerate(found.items(), start=1)
    ]


def where_the_money_is(marts: Marts) -> str:
    """What a card could take over, of those with the highest utilisation and of those with most."""
    rows = marts.rows("non_card_spend_leaders", "sort_order")
    if any(row["is_suppressed"] or not row["customer_count"] for row in rows):
        return ""
    by_use, by_spend, both = rows
    return (
        " By what a card could take over a month: the"
        f" {written.count(by_use['customer_count'])} customers of segment High spend"
        f" {written.inr(by_use['non_card_spend_inr_a_month'])} by other means, as many who spend"
        f" most {written.inr(by_spend['non_card_spend_inr_a_month'])};"
        f" {written.count(both['customer_count'])} are in both."
    )


def verdicts(claims: list[dict]) -> str:
    found = [claim["verdict"] for claim in claims]
    counted = ", ".join(f"{found.count(verdict)} {verdict}" for verdict in sorted(set(found)))
    return f"{len(claims)} claims held against the data: {counted}."


def environment() -> jinja2.Environment:
    found = jinja2.Environment(
        loader=jinja2.FileSystemLoader(HERE), autoescape=True, trim_blocks=True, lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    found.filters |= {"count": written.count, "inr": written.inr, "percent": written.percent,
                      "month": written.month}
    return found


def write_report(marts: Marts, folder: Path) -> Path:
    """Writes `report.html` and returns its path."""
    shown = pages(marts)
    charts = {
        # compiled here, so that the browser only draws
        f"{figure.key}-{number}": vl_convert.vegalite_to_vega(chart.specification)
        for page in shown
        for figure in page.figures
        for number, chart in enumerate(figure.charts)
    }
    html = environment().get_template("report.html.j2").render(
        marts=marts,
        about=marts.about,
        portfolio=marts.rows("portfolio", "1")[0],
        answers=answers(marts),
        not_measurable=[
            # those that rest on no mart, not those that disclosure control hides
            claim for claim in marts.rows("insights", "claim_id")
            if claim["verdict"] == "not measurable" and not claim["evidence_mart"]
        ],
        pages=shown,
        charts=in_script(charts),
        vega=vl_convert.javascript_bundle(),  # type: ignore[call-arg]
        script=(HERE / "report.js").read_text(),
        style=(HERE / "report.css").read_text(),
    )
    folder.mkdir(parents=True, exist_ok=True)
    written_to = folder / "report.html"
    written_to.write_text(html, encoding="utf-8")
    return written_to
