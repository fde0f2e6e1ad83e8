"""The report as one HTML file that asks for nothing outside itself."""

import json
from pathlib import Path

import jinja2
import vl_convert

from report import written
from report.marts import Marts
from report.pages import pages

HERE = Path(__file__).parent
QUESTIONS = {
    1: ("Who are the customers?", "C28"),
    2: ("What part of their income do they spend?", "C54"),
    3: ("On what, and who differs?", "C59"),
    4: ("Which groups stand out?", "C55"),
    5: ("Which card features does that speak for?", "C56"),
}


def in_script(value) -> str:
    """JSON that cannot end the script element it stands in."""
    return json.dumps(value, separators=(",", ":")).replace("<", "\\u003c")


def answers(marts: Marts) -> list[dict]:
    """The brief's five questions: the finding that answers each, and how claims about it fared."""
    claims = marts.rows("insights", "question, claim_id")
    found = []
    for number, (question, leading) in QUESTIONS.items():
        about = [claim for claim in claims if claim["question"] == number]
        verdicts = [claim["verdict"] for claim in about]
        found.append({
            "number": number,
            "question": question,
            "leading": next((claim for claim in about if claim["claim_id"] == leading), None),
            "verdicts": ", ".join(
                f"{verdicts.count(verdict)} {verdict}" for verdict in dict.fromkeys(verdicts)
            ),
            "count": len(about),
        })
    return found


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
            claim for claim in marts.rows("insights", "claim_id") if claim["verdict"] == "not measurable"
        ],
        pages=shown,
        charts=in_script(charts),
        vega=vl_convert.javascript_bundle(),
        script=(HERE / "report.js").read_text(),
        style=(HERE / "report.css").read_text(),
    )
    folder.mkdir(parents=True, exist_ok=True)
    written_to = folder / "report.html"
    written_to.write_text(html, encoding="utf-8")
    return written_to
