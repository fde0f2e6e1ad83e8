"""The Power BI project: up to date, well formed, and true to the marts.

Power BI itself runs on Windows only: how it evaluates DAX, refreshes and draws is not tested.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import duckdb
import pytest
from builds import PROJECT, replace_once

from report import charts

FOLDER = PROJECT / "bi" / "power_bi"
MODEL = FOLDER / "mitron.SemanticModel" / "definition"
REPORT = FOLDER / "mitron.Report"
SCHEMA_URL = "https://developer.microsoft.com/json-schemas/"
SCHEMAS = Path(os.environ.get(
    "MITRON_PBIR_SCHEMAS_DIR", PROJECT.parent / "shared" / "data" / "pbir-schemas"
))
SERVER = os.environ.get("MITRON_PBI_MODELING_SERVER")
TYPES = {
    "string": "string", "int": "int64", "bigint": "int64", "double": "double",
    "decimal(18,2)": "decimal", "boolean": "boolean", "date": "dateTime",
    "timestamp": "dateTime",
}
PAGES = sorted(path.parent for path in REPORT.glob("definition/pages/*/page.json"))
VISUALS = sorted(REPORT.glob("definition/pages/*/visuals/*/visual.json"))


def generate(*arguments, folder=FOLDER) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "-B", folder / "generate.py", *map(str, arguments)],
        cwd=PROJECT, capture_output=True, text=True,
    )


@pytest.fixture(scope="module")
def manifest_path(pilot, target_path) -> Path:
    return target_path / "manifest.json"


@pytest.fixture(scope="module")
def manifest(manifest_path) -> dict:
    return json.loads(manifest_path.read_text())


@pytest.fixture(scope="module")
def model() -> dict:
    """Table to name to a column's or measure's kind, description and properties."""
    return {path.stem: read_table(path) for path in (MODEL / "tables").glob("*.tmdl")}


def read_table(path: Path) -> dict:
    found: dict[str, dict[str, Any]] = {}
    description = None
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("\t///"):
            description = line.removeprefix("\t/// ")
        elif match := re.fullmatch(r"\t(column|measure) ('.+?'|\w+)(?: = ?(.*))?", line):
            entry = found[match[2].strip("'")] = {
                "kind": match[1], "description": description, "dax": match[3] or "",
            }
        elif line.startswith("\tpartition"):
            break
        elif line.startswith("\t\t\t"):
            entry["dax"] += line.strip()
        elif match := re.fullmatch(r"\t\t(\w+): (.*)", line):
            entry[match[1]] = match[2]
    return found


def read_json(path: Path) -> dict:
    return json.loads(path.read_text(encoding="utf-8"))


def columns_of(node) -> list[tuple[str, str]]:
    """Table and column of every field in a part of a visual."""
    if isinstance(node, list):
        return [found for each in node for found in columns_of(each)]
    if not isinstance(node, dict):
        return []
    if "Property" in node and "Entity" in node["Expression"]["SourceRef"]:
        return [(node["Expression"]["SourceRef"]["Entity"], node["Property"])]
    return [found for each in node.values() for found in columns_of(each)]


def groups_of(visual: dict) -> list[str]:
    """The columns that a visual groups the rows of its mart by."""
    state = visual["visual"]["query"]["queryState"]
    fields = [each["field"] for role in state.values() for each in role["projections"]]
    return [field["Column"]["Property"] for field in fields if "Column" in field]


def shown_rows(visual: dict) -> str:
    """The condition of a visual's filters, in SQL."""
    conditions = ["true"]
    for each in visual.get("filterConfig", {}).get("filters", []):
        values = each["filter"]["Where"][0]["Condition"]["In"]["Values"]
        written = ", ".join(value[0]["Literal"]["Value"].removesuffix("L") for value in values)
        conditions.append(f"{each['field']['Column']['Property']} in ({written})")
    return " and ".join(conditions)


def name_of(path: Path) -> str:
    return f"{path.parents[2].name}-{path.parent.name}" if path.suffix else path.name


# ---- up to date ----


def test_the_project_is_what_the_manifest_gives(manifest_path):
    result = generate("--check", "--manifest", manifest_path)
    assert result.returncode == 0, result.stderr


def test_a_changed_file_is_named_with_the_command_that_mends_it(manifest_path, tmp_path):
    copy = shutil.copytree(FOLDER, tmp_path / "power_bi")
    table = "mitron.SemanticModel/definition/tables/cities.tmdl"
    (copy / table).unlink()
    stray = "mitron.SemanticModel/definition/tables/stray.tmdl"
    (copy / stray).write_text("table stray\n")
    result = generate("--check", "--manifest", manifest_path, folder=copy)
    assert result.returncode == 1
    assert f"{table}, {stray}. Run: dbt parse && python bi/power_bi/generate.py" in result.stderr
    assert generate("--manifest", manifest_path, folder=copy).returncode == 0
    assert generate("--check", "--manifest", manifest_path, folder=copy).returncode == 0


def test_a_missing_manifest_is_one_sentence(tmp_path):
    result = generate("--manifest", tmp_path / "manifest.json")
    assert result.returncode == 1
    assert result.stderr == f"{tmp_path / 'manifest.json'} is missing: run dbt parse first.\n"


def test_the_theme_has_the_colours_of_the_report():
    theme = read_json(REPORT / "StaticResources" / "RegisteredResources" / "mitron.json")
    assert theme["dataColors"][0] == theme["tableAccent"] == charts.OVER
    assert charts.GREY in theme["dataColors"] and theme["foreground"] == charts.INK


# ---- well formed ----


def test_every_file_satisfies_its_schema():
    if not SCHEMAS.is_dir():
        pytest.skip(f"no schemas in {SCHEMAS}; MITRON_PBIR_SCHEMAS_DIR says where they are")
    jsonschema = pytest.importorskip("jsonschema")
    referencing = pytest.importorskip("referencing")

    def retrieve(url: str):
        schema = read_json(SCHEMAS / url.removeprefix(SCHEMA_URL))
        # references are relative to the file, the id of some schemas is another name
        schema.pop("$id", None)
        return referencing.Resource.from_contents(schema)

    registry = referencing.Registry(retrieve=retrieve)
    files = [FOLDER / "mitron.pbip", *FOLDER.glob("mitron*/**/*")]
    texts = {path: path.read_text(encoding="utf-8") for path in files if path.is_file()}
    documents = {path: json.loads(text) for path, text in texts.items() if '"$schema"' in text}
    assert len(documents) == len(VISUALS) + len(PAGES) + 8
    for path, document in documents.items():
        schema = {"$schema": "http://json-schema.org/draft-07/schema#",
                  "$ref": document["$schema"]}
        errors = jsonschema.Draft7Validator(schema, registry=registry).iter_errors(document)
        assert not [f"{error.json_path}: {error.message}" for error in errors], path


def test_the_report_is_clean_by_the_rules_of_pbir_utils():
    pbir_utils = pytest.importorskip("pbir_utils", reason="pbir-utils is not installed")
    result = pbir_utils.validate_report(str(REPORT), strict=False)
    assert not result.violations


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_visuals_stand_beside_each_other_on_the_page(page):
    areas: list[tuple] = []
    for path in page.glob("visuals/*/visual.json"):
        at = read_json(path)["position"]
        left, top, right, bottom = (
            at["x"], at["y"], at["x"] + at["width"], at["y"] + at["height"]
        )
        assert 0 <= left < right <= 1280 and 0 <= top < bottom <= 720, path.parent.name
        for other, (x, y, end_x, end_y) in areas:
            apart = right <= x or end_x <= left or bottom <= y or end_y <= top
            assert apart, f"{path.parent.name} covers {other}"
        areas.append((path.parent.name, (left, top, right, bottom)))


@pytest.mark.parametrize("path", VISUALS, ids=name_of)
def test_a_visual_says_what_it_shows_to_those_who_cannot_see_it(path):
    (general,) = read_json(path)["visual"]["visualContainerObjects"]["general"]
    assert len(general["properties"]["altText"]["expr"]["Literal"]["Value"]) > 20


# ---- true to the marts ----


def test_the_model_holds_the_star_and_every_mart_in_its_types(manifest, model):
    marts = {
        node["alias"]: node for node in manifest["nodes"].values()
        if node["resource_type"] == "model"
        and node["schema"] in ("core", "marts") and node["name"] != "prospects"
    }
    assert set(model) == set(marts)
    for mart, node in marts.items():
        expected = {
            name: (TYPES[column["data_type"]], " ".join(column["description"].split()))
            for name, column in node["columns"].items()
        }
        found = {
            name: (entry["dataType"], entry["description"])
            for name, entry in model[mart].items() if entry["kind"] == "column"
        }
        assert found == expected, mart


def test_nothing_is_summed_unless_asked(model):
    for table, entries in model.items():
        for name, entry in entries.items():
            assert entry["kind"] == "measure" or entry["summarizeBy"] == "none", (table, name)


def test_every_metric_is_a_measure_with_its_description(manifest, model):
    measures = {
        name: entry["description"] for entries in model.values()
        for name, entry in entries.items() if entry["kind"] == "measure"
    }
    assert measures == {
        metric["label"]: metric["description"] for metric in manifest["metrics"].values()
    }


def test_measures_name_columns_and_measures_that_exist(model):
    measures = {
        name: entry["dax"] for entries in model.values()
        for name, entry in entries.items() if entry["kind"] == "measure"
    }
    for name, dax in measures.items():
        references = re.findall(r"(\w*)\[(.+?)\]", dax)
        assert references or "COUNTROWS(" in dax, name
        for table in re.findall(r"(?:COUNTROWS|ISFILTERED)\((\w+)\)", dax):
            assert table in model, (name, table)
        for table, column in references:
            assert column in (model[table] if table else measures), (name, table, column)


def test_utilisation_is_spend_over_income_of_customers(model):
    """Of the same months, whatever months are chosen; blank by category, which has no income."""
    spends, customers = model["fct_spends"], model["dim_customers"]
    assert spends["Income utilisation"]["dax"] == "DIVIDE([Total spend], [Income])"
    assert spends["Monthly spend per customer"]["dax"] == (
        "DIVIDE(DIVIDE([Total spend], [Months]), [Customers])"
    )
    income = customers["Income"]["dax"]
    assert "SUM(dim_customers[avg_monthly_income_inr]) * COUNTROWS(dim_months)" in income
    assert "ISFILTERED(dim_categories) || ISFILTERED(dim_payment_types)" in income
    assert "ISFILTERED(dim_months)" not in income


def test_every_partition_names_its_own_source():
    """The service refreshes no source that a function works out."""
    for path in (MODEL / "tables").glob("*.tmdl"):
        text, name = path.read_text(), path.stem
        assert "PostgreSQL.Database(Server, Database" in text, name
        assert re.search(rf'File\.Contents\(Folder & "(\\core)?\\{name}\.parquet"\)', text), name
    expressions = (MODEL / "expressions.tmdl").read_text()
    assert "File.Contents" not in expressions and "Database(" not in expressions


def test_the_fact_leads_to_every_dimension(model):
    found = set(re.findall(
        r"fromColumn: fct_spends\.(\w+)\n\ttoColumn: (\w+)\.(\w+)",
        (MODEL / "relationships.tmdl").read_text(),
    ))
    assert found == {
        ("customer_id", "dim_customers", "customer_id"),
        ("month_start_date", "dim_months", "month_start_date"),
        ("category", "dim_categories", "category"),
        ("payment_type", "dim_payment_types", "payment_type"),
    }
    for column, table, key in found:
        assert model["fct_spends"][column]["dataType"] == model[table][key]["dataType"]


def test_a_member_has_one_place_in_the_order(model, pilot):
    """Power BI refuses to sort a column by another one that differs within a member."""
    sorts = {
        (table, name, entry["sortByColumn"]) for table, entries in model.items()
        for name, entry in entries.items() if "sortByColumn" in entry
    }
    assert len(sorts) > 20
    with duckdb.connect(pilot.warehouse, read_only=True) as connection:
        for table, column, order in sorts:
            schema = "core" if table.startswith("dim_") else "marts"
            assert not connection.execute(
                f"select {column} from {schema}.{table} group by {column}"
                f" having count(distinct {order}) > 1"
            ).fetchall(), (table, column)


def test_every_mart_is_published_where_the_model_looks(model, pilot):
    published = pilot.warehouse.parent / "published" / "current"
    marts = {table for table in model if not table.startswith(("dim_", "fct_"))}
    assert marts == {path.stem for path in published.glob("*.parquet")}


@pytest.mark.parametrize("path", VISUALS, ids=name_of)
def test_a_visual_shows_columns_of_the_model(path, model):
    fields = columns_of(read_json(path))
    assert bool(fields) == (path.parent.name != "title")
    for table, column in fields:
        assert column in model[table]


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_a_page_reads_what_its_exposure_names(page, manifest):
    (exposure,) = (
        each for each in manifest["exposures"].values() if each["name"] == page.name
    )
    named = {manifest["nodes"][key]["alias"] for key in exposure["depends_on"]["nodes"]}
    visuals = [read_json(path) for path in page.glob("visuals/*/visual.json")]
    assert {table for table, _ in columns_of(visuals)} <= named


def test_a_page_for_every_report_among_the_exposures(manifest):
    reports = {
        each["name"] for each in manifest["exposures"].values()
        if each["name"].startswith("report_")
    }
    assert {page.name for page in PAGES} == reports


@pytest.mark.parametrize("path", VISUALS, ids=name_of)
def test_a_visual_shows_published_figures_one_row_each(path, pilot):
    """What is not a plain column is an aggregate over one row: shown, never recomputed."""
    visual = read_json(path)
    if path.parent.name == "title":
        return
    ((table, _), *_) = columns_of(visual)
    groups = ", ".join(groups_of(visual)) or "true"
    with duckdb.connect(pilot.warehouse, read_only=True) as connection:
        [(fewest, most)] = connection.execute(
            f"select min(n), max(n) from (select count(*) as n from marts.{table}"
            f" where {shown_rows(visual)} group by {groups})"
        ).fetchall()
    assert (fewest, most) == (1, 1)


# ---- loaded as Power BI would ----


class ModelingServer:
    """Microsoft's modeling server for Power BI, over standard input and output."""

    def __init__(self, home: Path):
        self.process = subprocess.Popen(
            [str(SERVER), "--start", "--readonly"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL, text=True, env=os.environ | {"HOME": str(home)},
        )
        assert self.process.stdin and self.process.stdout
        self.input, self.output = self.process.stdin, self.process.stdout
        self.count = 0
        self.ask("initialize", {
            "protocolVersion": "2024-11-05", "capabilities": {},
            "clientInfo": {"name": "mitron", "version": "1"},
        })
        self.send({"method": "notifications/initialized"})

    def send(self, message: dict) -> None:
        self.input.write(json.dumps({"jsonrpc": "2.0", **message}) + "\n")
        self.input.flush()

    def ask(self, method: str, parameters: dict) -> dict:
        self.count += 1
        self.send({"id": self.count, "method": method, "params": parameters})
        for line in self.output:
            answer = json.loads(line)
            if answer.get("id") == self.count and "result" in answer:
                return answer["result"]
        raise AssertionError("the modeling server ended")

    def load(self, folder: Path) -> tuple[bool, str]:
        """Whether the model loads, and what the server says."""
        result = self.ask("tools/call", {"name": "connection_operations", "arguments": {
            "request": {"operation": "ConnectFolder", "folderPath": str(folder)},
        }})
        (content,) = result["content"]
        return not result["isError"], content["text"]


@pytest.fixture
def server(tmp_path):
    if not SERVER:
        pytest.skip("MITRON_PBI_MODELING_SERVER does not name a modeling server")
    server = ModelingServer(tmp_path)
    yield server
    server.process.kill()
    server.process.wait()


def test_microsofts_object_model_loads_the_project(server, model, manifest):
    is_loaded, answer = server.load(MODEL)
    assert is_loaded, answer
    counts = json.loads(answer)["data"]
    assert counts["tablesLoaded"] == len(model)
    assert counts["measuresLoaded"] == len(manifest["metrics"])
    assert counts["relationshipsLoaded"] == 4


@pytest.mark.parametrize(("file", "right", "wrong"), [
    ("relationships.tmdl", "toColumn: dim_customers.customer_id", "toColumn: dim_customers.x"),
    ("tables/dim_categories.tmdl", "dataType: int64", "dataType: bigint"),
    ("tables/dim_categories.tmdl", "sortByColumn: sort_order", "sortByColumn: x"),
])
def test_microsofts_object_model_refuses_a_broken_one(server, tmp_path, file, right, wrong):
    copy = shutil.copytree(MODEL, tmp_path / "definition")
    replace_once(copy / file, right, wrong)
    is_loaded, answer = server.load(copy)
    assert not is_loaded, answer
