"""The report as one HTML file that asks for nothing outside itself."""

from functools import cache
from pathlib import Path

import jinja2

from report import written
from report.marts import Marts
from report.pages import pages

TEMPLATES = Path(__file__).parent / "templates"


@cache
def environment() -> jinja2.Environment:
    found = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES), autoescape=True, trim_blocks=True,
        lstrip_blocks=True, undefined=jinja2.StrictUndefined,
    )
    found.filters |= {"count": written.count, "inr": written.inr, "percent": written.percent,
                      "month": written.month, "marked": written.marked}
    found.globals["style"] = (TEMPLATES / "style.css").read_text(encoding="utf-8")
    return found


def write_report(marts: Marts, folder: Path, is_site: bool = False) -> Path:
    """Writes `report.html` and returns its path; in a site it links to the other pages."""
    html = environment().get_template("report.html.j2").render(
        marts=marts,
        about=marts.about,
        pages=pages(marts),
        is_site=is_site,
        script=(TEMPLATES / "report.js").read_text(encoding="utf-8"),
    )
    folder.mkdir(parents=True, exist_ok=True)
    written_to = folder / "report.html"
    written_to.write_text(html, encoding="utf-8")
    return written_to
