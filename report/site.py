"""The site: the report, a page a table, lineage and dbt's documentation under one landing page."""

import base64
import gzip
import json
import os
import sys
from pathlib import Path

from dbt.cli.main import dbtRunner

from report.catalogue import Catalogue
from report.html import environment, write_report
from report.marts import Marts, Unreadable
from report.pages import summary
from report.written import text

TARGET = Path(os.environ.get("DBT_TARGET_PATH", "target"))
EXAMPLES = 3
# where the lineage starts: a headline figure each
FIGURES = (
    ("Income utilisation of a city", "cities", "utilisation_pct"),
    ("How a key segment spends", "key_segments", "utilisation_pct"),
    ("What a segment spends more on", "segment_categories", "affinity_index"),
    ("What City has to do with it", "utilisation_drivers", "lost_without_pct"),
    ("What a card earns", "card_economics", "figure"),
)


def write_site(marts: Marts, folder: Path) -> Path:
    """Writes every page into the folder and returns the landing page."""
    for step, write in (("report", write_own_report), ("documentation", write_docs)):
        print(f"{step} ...", file=sys.stderr)
        write(marts, folder)
    print("tables and lineage ...", file=sys.stderr)
    catalogue = Catalogue(TARGET)
    pages = {"index.html": "index", "lineage.html": "lineage", "tables/index.html": "tables"}
    story = summary.page(marts).story
    shared = {
        "marts": marts, "about": marts.about, "catalogue": catalogue, "figures": FIGURES,
        "entries": [*catalogue.entries, *claims(marts)],
        "headline": story["title"], "blocks": story["blocks"],
        "script": (Path(__file__).parent / "templates" / "search.js").read_text(encoding="utf-8"),
    }
    (folder / "tables").mkdir(parents=True, exist_ok=True)
    for path, template in pages.items():
        write_page(folder / path, template, **shared)
    for relation in catalogue.relations.values():
        write_page(
            folder / "tables" / f"{relation.name}.html", "table", relation=relation,
            examples=examples(marts, relation.name) if relation.is_published else [], **shared,
        )
    return folder / "index.html"


def claims(marts: Marts) -> list[dict]:
    """Claims as the search looks through them."""
    return [
        {"name": row["claim"], "columns": [], "text": row["finding"], "mart": True,
         "link": f"report.html#claim-{row['claim_id']}"}
        for row in marts.rows("insights", "claim_id")
    ]


def write_own_report(marts: Marts, folder: Path) -> None:
    write_report(marts, folder, is_site=True)


def write_page(path: Path, template: str, **values: object) -> None:
    html = environment().get_template(f"{template}.html.j2").render(**values)
    path.write_text(html, encoding="utf-8")


def examples(marts: Marts, mart: str) -> list[dict[str, str]]:
    """The first rows of a published mart, as text."""
    return [
        {name: text(value) for name, value in row.items()}
        for row in marts.rows(mart, "all")[:EXAMPLES]
    ]


def write_docs(marts: Marts, folder: Path) -> None:
    """dbt's documentation as one page."""
    outcome = dbtRunner().invoke([
        "--quiet", "docs", "generate", "--static",
        # their compiled SQL would take a third of the time
        "--exclude", "resource_type:test", "resource_type:unit_test",
    ])
    catalog = TARGET / "catalog.json"
    if not outcome.success or not json.loads(catalog.read_text(encoding="utf-8"))["nodes"]:
        raise Unreadable(
            "dbt could not describe the warehouse: run `dbt build` first, or see the log of dbt."
        )
    page = (TARGET / "static_index.html").read_text(encoding="utf-8")
    # dbt's page asks for two files that no page has: an icon by a build tool's spelling, and
    # pictures of a menu before their names are filled in
    page = page.replace("${require('./assets/favicons/favicon.ico')}", "data:,")
    page = page.replace('<use xlink:href="{{', '<use ng-attr-xlink:href="{{')
    frame = environment().get_template("docs_frame.html.j2").render()
    page = page.replace("</body>", f"{frame}</body>", 1)
    # it has six megabytes, most of them the manifest: the browser unpacks them
    packed = base64.b64encode(gzip.compress(page.encode(), mtime=0)).decode()
    shell = environment().get_template("docs.html.j2").render(packed=packed)
    (folder / "docs.html").write_text(shell, encoding="utf-8")
