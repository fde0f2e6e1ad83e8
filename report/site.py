"""The site: the report, dbt's documentation and column-level lineage under one landing page."""

import json
import os
import shutil
import sys
import tempfile
from pathlib import Path

import vl_convert
from dbt.cli.main import dbtRunner
from dbt_colibri.lineage_extractor.extractor import DbtColumnLineageExtractor
from dbt_colibri.report.generator import DbtColibriReportGenerator

from report.html import environment, write_report
from report.marts import Marts, Unreadable
from report.pages import category_totals, utilisation_by_city

TARGET = Path(os.environ.get("DBT_TARGET_PATH", "target"))
PICTURES = Path("docs/pictures")
PICTURE_WIDTH = 720


def write_site(marts: Marts, folder: Path) -> Path:
    """Writes every page into the folder and returns the landing page."""
    for step, write in (
        ("report", write_report),
        ("pictures", lambda marts, folder: write_pictures(marts, folder / PICTURES)),
        ("documentation", write_docs),
        ("lineage", write_lineage),
    ):
        print(f"{step} ...", file=sys.stderr)
        write(marts, folder)
    landing = folder / "index.html"
    landing.write_text(
        environment().get_template("index.html.j2").render(marts=marts, about=marts.about),
        encoding="utf-8",
    )
    return landing


def write_pictures(marts: Marts, folder: Path) -> None:
    """The headline charts as SVG, for the landing page and the overview of the documentation."""
    folder.mkdir(parents=True, exist_ok=True)
    for figure in (utilisation_by_city(marts), category_totals(marts)):
        chart = figure.charts[0].specification | {"width": PICTURE_WIDTH}
        svg = vl_convert.vegalite_to_svg(chart)
        (folder / f"{figure.key}.svg").write_text(svg + "\n", encoding="utf-8")


def write_docs(marts: Marts, folder: Path) -> None:
    """dbt's documentation as one page."""
    outcome = dbtRunner().invoke(["--quiet", "docs", "generate", "--static"])
    catalog = TARGET / "catalog.json"
    if not outcome.success or not json.loads(catalog.read_text())["nodes"]:
        raise Unreadable(
            "dbt could not describe the warehouse: run `dbt build` first, or see the log of dbt."
        )
    page = (TARGET / "static_index.html").read_text(encoding="utf-8")
    # dbt's page asks for two files that no page has: an icon by a build tool's spelling, and
    # pictures of a menu before their names are filled in
    page = page.replace("${require('./assets/favicons/favicon.ico')}", "data:,")
    page = page.replace('<use xlink:href="{{', '<use ng-attr-xlink:href="{{')
    (folder / "docs.html").write_text(page, encoding="utf-8")


def write_lineage(marts: Marts, folder: Path) -> None:
    """Column-level lineage as one page that reports to nobody."""
    extractor = DbtColumnLineageExtractor(
        str(TARGET / "manifest.json"), str(TARGET / "catalog.json")
    )
    with tempfile.TemporaryDirectory() as made:
        generator = DbtColibriReportGenerator(extractor, disable_telemetry=True)
        generator.generate_report(output_dir=made)
        shutil.copyfile(Path(made) / "index.html", folder / "lineage.html")
