"""The Superset bundle: what the manifest gives, imported into a real Superset, each figure held
against the marts, the dashboard opened and looked at."""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
import zipfile
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
import yaml
from builds import PROJECT, Build, replace_once
from postgres_server import PostgresServer

from bi.contract import columns_of, condition, read_manifest, read_pages, whole_rows_of
from bi.superset.server import Server

HERE = PROJECT / "bi" / "superset"
PASSWORD = "a password for this test"


def write_bundle(*arguments, folder=PROJECT, **environment) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "-B", "-m", "bi.superset", *map(str, arguments)],
        cwd=folder, capture_output=True, text=True, env=os.environ | environment,
    )


@pytest.fixture(scope="module")
def manifest_path(pilot, target_path) -> Path:
    return target_path / "manifest.json"


# ---- without a server ----


def test_the_bundle_is_what_the_manifest_gives(manifest_path, tmp_path):
    result = write_bundle("--check", "--manifest", manifest_path)
    assert result.returncode == 0, result.stderr
    shutil.copytree(PROJECT / "bi", tmp_path / "bi")
    replace_once(tmp_path / "bi" / "pages.yml", "headline: C59", "headline: C60")
    result = write_bundle("--check", "--manifest", manifest_path, folder=tmp_path)
    assert result.returncode == 1
    assert "bundle/charts/report_income_headline.yaml" in result.stderr
    assert "Run: dbt parse && python -m bi.superset" in result.stderr


@pytest.mark.parametrize(("uri", "shown"), [
    ("postgresql+psycopg2://reader:p%40ss@db.bank.example:5432/mitron", "bank.example:5432/mitron"),
    ("", "mitron_marts.duckdb"),
])
def test_one_variable_chooses_the_database(uri, shown, pilot, tmp_path):
    result = write_bundle(
        "--pack", tmp_path / "a.zip", MITRON_SUPERSET_URI=uri,
        MITRON_PUBLISH_DIR=str(pilot.warehouse.parent / "published"),
    )
    assert result.returncode == 0, result.stderr
    assert shown in result.stdout and "p%40ss" not in result.stdout
    with zipfile.ZipFile(tmp_path / "a.zip") as packed:
        database = yaml.safe_load(packed.read("mitron/databases/mitron.yaml"))
        others = {name: packed.read(name) for name in packed.namelist()}
    found = database["sqlalchemy_uri"]
    assert found == uri if uri else found.startswith("duckdb:////")
    if not uri:
        assert "access_mode=read_only" in found and "enable_external_access=false" in found
    for path in (HERE / "bundle").rglob("*.yaml"):
        name = f"mitron/{path.relative_to(HERE / 'bundle').as_posix()}"
        assert name in others
        if path.name != "mitron.yaml" or "databases" not in path.parts:
            assert yaml.safe_load(others[name]) == yaml.safe_load(path.read_text())


def read_datasets() -> dict[str, dict]:
    return {
        path.stem: yaml.safe_load(path.read_text())
        for path in (HERE / "bundle" / "datasets" / "mitron").glob("*.yaml")
    }


def test_what_never_adds_up_shows_nothing_where_rows_meet(pilot):
    """Every metric by the columns of its table: one row's figure, or a sum that is right."""
    portfolio = pilot.read("marts.portfolio").row(0, named=True)
    checked = summed = 0
    with duckdb.connect(pilot.warehouse, read_only=True) as connection:
        for table, dataset in read_datasets().items():
            rows = connection.execute(f"select count(*) from marts.{table}").fetchall()[0][0]
            for metric in dataset["metrics"]:
                name, expression = metric["metric_name"], metric["expression"]
                kind, _, name = name.partition("_")
                assert (kind == "sum") == ("SUM(" in expression)
                [(whole,)] = connection.execute(
                    f"select {expression} from marts.{table}"
                ).fetchall()
                if "SUM(" not in expression:
                    assert rows == 1 or whole is None, (table, name)
                    assert "Never add up" in metric["extra"]["warning_markdown"]
                    checked += 1
                elif name in portfolio and whole is not None:
                    summed += 1
                    [(hidden,)] = connection.execute(
                        f"select count(*) - count({name}) from marts.{table}"
                    ).fetchall()
                    everything = portfolio[name]
                    assert whole < everything if hidden else whole == everything, (table, name)
                assert metric["extra"]["certification"]["certified_by"] and metric["d3format"]
                assert metric["verbose_name"] and metric["description"]
    assert checked > 150 and summed > 20


def test_every_mart_is_a_dataset_with_its_words(manifest_path):
    manifest = json.loads(manifest_path.read_text())
    datasets = read_datasets()
    marts = {
        node["alias"]: node for node in manifest["nodes"].values()
        if node["resource_type"] == "model" and node["schema"] == "marts"
    }
    assert set(datasets) == set(marts)
    for name, node in marts.items():
        assert datasets[name]["description"] == " ".join(node["description"].split())
        assert [column["column_name"] for column in datasets[name]["columns"]] == list(
            node["columns"]
        )
        for column in datasets[name]["columns"]:
            assert column["description"] and not re.search("_|Pct|Inr", column["verbose_name"])


# ---- with one ----

pytestmark_server = [
    pytest.mark.slow,
    pytest.mark.skipif(
        "CI" not in os.environ and "MITRON_SUPERSET_PYTHON" not in os.environ,
        reason="Superset takes minutes to install: set CI, or MITRON_SUPERSET_PYTHON to its Python",
    ),
]


def run_superset(programs: Path, home: Path, *arguments: str) -> subprocess.Popen:
    with (home / "superset.log").open("a") as log:
        return subprocess.Popen(
            [programs / "superset", *arguments], cwd=home, stdout=log, stderr=log,
            env=os.environ | {
                "SUPERSET_HOME": str(home), "FLASK_APP": "superset",
                "SUPERSET_CONFIG_PATH": str(HERE / "superset_config.py"),
            },
        )


@pytest.fixture(scope="module")
def superset(tmp_path_factory, pilot):
    """A Superset on this machine with the bundle in it, as docs/superset.md says."""
    home = tmp_path_factory.mktemp("superset")
    python = Path(os.environ.get("MITRON_SUPERSET_PYTHON") or home / "venv" / "bin" / "python")
    if "MITRON_SUPERSET_PYTHON" not in os.environ:
        uv = [sys.executable, "-m", "uv", "--quiet", "--system-certs"]
        subprocess.run([*uv, "venv", str(home / "venv")], check=True)
        subprocess.run([
            *uv, "pip", "install", "--python", str(python), "-r", str(HERE / "requirements.txt"),
        ], check=True, timeout=900)
    for arguments in (
        ("db", "upgrade"),
        ("fab", "create-admin", "--username", "admin", "--password", PASSWORD, "--firstname", "A",
         "--lastname", "Tester", "--email", "tester@mitron.example"),
        ("init",),
    ):
        code = run_superset(python.parent, home, *arguments).wait(300)
        assert code == 0, (home / "superset.log").read_text()[-3000:]
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = run_superset(
        python.parent, home, "run", "-h", "127.0.0.1", "-p", str(port), "--with-threads"
    )
    url = f"http://127.0.0.1:{port}"
    try:
        wait_for(url, server)
        # twice: what is there is written over, and nothing stands twice
        for _ in range(2):
            imported = bring(url, MITRON_PUBLISH_DIR=str(pilot.warehouse.parent / "published"))
            assert imported.returncode == 0, imported.stdout + imported.stderr
            assert "/superset/dashboard/mitron/ shows synthetic data." in imported.stdout
        yield Server(url, "admin", PASSWORD)
    finally:
        server.terminate()
        server.wait(30)


def wait_for(url: str, server: subprocess.Popen) -> None:
    for _ in range(240):
        try:
            urllib.request.urlopen(f"{url}/health", timeout=5)
            return
        except OSError:
            assert server.poll() is None
            time.sleep(0.5)
    raise AssertionError("Superset did not start")


def bring(url: str, **environment) -> subprocess.CompletedProcess:
    return write_bundle(
        "--import", url, **({"MITRON_SUPERSET_PASSWORD": PASSWORD} | environment)
    )


class TestWithAServer:
    pytestmark = pytestmark_server

    def test_every_chart_shows_the_rows_of_its_mart(self, superset, pilot, manifest_path):
        assert_charts_show_their_marts(superset, pilot, manifest_path)

    def test_the_dashboard_opens_and_every_chart_is_drawn(
        self, superset, browser, manifest_path, tmp_path
    ):
        pages = read_pages(read_manifest(manifest_path))
        # all tabs fit beside each other, and what is below the window is not drawn
        page = browser.new_page(viewport={"width": 1800, "height": 2400})
        page.route("**/*scarf.sh/**", lambda route: route.abort())
        page.goto(f"{superset.url}/login/")
        page.fill("#username", "admin")
        page.fill("#password", PASSWORD)
        page.click("button[type=submit]")
        page.wait_for_url("**/superset/welcome/", wait_until="commit", timeout=90_000)
        page.goto(f"{superset.url}/superset/dashboard/mitron/?standalone=2")
        page.wait_for_selector("[data-test=dashboard-component-tabs]", timeout=90_000)
        tabs = page.locator("[data-test=dashboard-component-tabs] [role=tab]")
        assert tabs.count() == len(pages)
        for number, each in enumerate(pages.values()):
            charts = sum(
                "mart" in visual for row in whole_rows_of(each) for visual in row["visuals"]
            )
            for _ in range(20):
                if tabs.nth(number).get_attribute("aria-selected") == "true":
                    break
                tabs.nth(number).click()
                page.wait_for_timeout(500)
            page.wait_for_function(DRAWN, arg=charts, timeout=90_000)
            page.wait_for_timeout(1000)
            page.screenshot(path=tmp_path / f"tab{number + 1}.png")
            wrong = page.locator(".dashboard-chart [role=alert]").filter(visible=True)
            assert not wrong.all_inner_texts(), number
        page.close()

    def test_postgresql_answers_the_same(self, superset, pilot, manifest_path):
        server = PostgresServer()
        try:
            copy_marts(pilot, server)
            where = f"publisher:{server.password}@127.0.0.1:{server.port}/mitron"
            imported = bring(
                superset.url, MITRON_SUPERSET_URI=f"postgresql+psycopg2://{where}"
            )
            assert imported.returncode == 0, imported.stdout + imported.stderr
            assert server.password not in imported.stdout
            assert_charts_show_their_marts(superset, pilot, manifest_path)
        finally:
            server.remove()

    def test_a_choice_moves_every_chart_of_its_page(self, superset, manifest_path):
        dashboard = superset.ask("GET", "/api/v1/dashboard/mitron")["result"]
        choices = json.loads(dashboard["json_metadata"])["native_filter_configuration"]
        charts = {
            chart["id"]: chart for chart in superset.charts()
        }
        pages = read_pages(read_manifest(manifest_path))
        assert len(choices) == sum(len(page["filters"]) for page in pages.values())
        for choice in choices:
            (target,) = choice["targets"]
            assert target["column"]["name"] and target["datasetId"]
            assert set(choice["scope"]["excluded"]) <= set(charts)

    def test_a_wrong_password_or_database_is_one_sentence(self, superset, pilot):
        published = {"MITRON_PUBLISH_DIR": str(pilot.warehouse.parent / "published")}
        for environment, said in (
            ({"MITRON_SUPERSET_PASSWORD": "wrong"}, "does not know this login"),
            ({"MITRON_SUPERSET_PASSWORD": ""}, "MITRON_SUPERSET_PASSWORD is not set"),
            ({"MITRON_PUBLISH_DIR": "/nowhere"}, "is missing: run dbt build first"),
        ):
            result = bring(superset.url, **(published | environment))
            assert result.returncode == 1 and said in result.stderr
            assert "Traceback" not in result.stderr and PASSWORD not in result.stderr


DATES = re.compile(r"_date$|_at$")
# as many charts as the page has, none of them still loading
DRAWN = """wanted => {
    const charts = [...document.querySelectorAll('.dashboard-chart')].filter(c => c.offsetParent);
    return charts.length === wanted
        && charts.every(
            c => c.querySelector('[data-test=slice-container], [role=alert], .ant-empty'))
        && ![...document.querySelectorAll('.loading')].some(e => e.offsetParent);
}"""


def assert_charts_show_their_marts(superset: Server, pilot: Build, manifest_path: Path) -> None:
    pages = read_pages(read_manifest(manifest_path))
    asked: dict[str, list[dict]] = {}
    for page in pages.values():
        for row in whole_rows_of(page):
            for visual in row["visuals"]:
                if "mart" in visual:
                    asked.setdefault(visual["title"], []).append(visual)
    answers: dict[str, list] = {}
    for chart in superset.charts():
        answers.setdefault(chart["slice_name"], []).append(superset.rows(chart["id"]))
    assert {title: len(of) for title, of in answers.items()} == {
        title: len(of) for title, of in asked.items()
    }
    with duckdb.connect(pilot.warehouse, read_only=True) as connection:
        for title, visuals in asked.items():
            wanted = []
            for visual in visuals:
                where = condition(visual.get("where", {})) or "true"
                relation = connection.sql(
                    f"select {', '.join(columns_of(visual))} from marts.{visual['mart']}"
                    f" where {where}"
                )
                wanted.append(values_in(visual, [
                    dict(zip(relation.columns, row, strict=True)) for row in relation.fetchall()
                ]))
            found = [
                values_in(visual, answer)
                for visual, answer in zip(visuals, answers[title], strict=True)
            ]
            assert sorted(found) == sorted(wanted), title


def values_in(visual: dict, rows: list[dict]) -> tuple[list[float], list[str]]:
    """The numbers that a chart shows, and the texts of a table, in no order: a pivoted row holds
    many. Dates are left out: a chart has them as numbers."""
    values = [value for row in rows for name, value in row.items() if not DATES.search(name)]
    numbers = [
        round(float(value), 3) for value in values
        if isinstance(value, int | float | Decimal) and not isinstance(value, bool)
    ]
    texts = [value for value in values if isinstance(value, str)]
    return sorted(numbers), sorted(texts) if visual["kind"] == "table" else []


def copy_marts(pilot: Build, server: PostgresServer) -> None:
    """The marts as tables of PostgreSQL; how they are published there has tests of its own."""
    with duckdb.connect(pilot.warehouse, read_only=True) as connection, server.connect() as target:
        target.execute("create schema marts")
        for table in read_datasets():
            relation = connection.sql(f"select * from marts.{table}")
            columns = ", ".join(
                f"{name} {str(kind).replace('DOUBLE', 'double precision')}"
                for name, kind in zip(relation.columns, relation.types, strict=True)
            )
            target.execute(f"create table marts.{table} ({columns})")
            with target.cursor().copy(f"copy marts.{table} from stdin") as copied:
                for row in relation.fetchall():
                    copied.write_row(row)
