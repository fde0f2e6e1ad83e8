"""The Power BI project: up to date, well formed, and true to the marts.

Power BI itself runs on Windows only: how it evaluates DAX, refreshes and draws is not tested.
"""

from __future__ import annotations

import html
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import duckdb
import polars as pl
import pytest
from builds import PROJECT, replace_once
from power_bi import (
    FOLDER,
    MODEL,
    REPORT,
    columns,
    loaded,
    measures,
    read_json,
    read_model,
    read_relationships,
    source_of,
)

from bi.contract import Mart, written_label
from bi.power_bi import tables
from report import charts

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
DIMENSIONS = {each.name for each in tables.DIMENSIONS} | {tables.CALENDAR, tables.BREAKDOWN}
PAGES = sorted(path.parent for path in REPORT.glob("definition/pages/*/page.json"))
VISUALS = sorted(REPORT.glob("definition/pages/*/visuals/*/visual.json"))
SHOWN = [path for path in VISUALS if "query" in read_json(path)["visual"]]
OVER_MARTS = [path for path in SHOWN if path.parents[2].name not in ("explore", "group")]


def generate(*arguments, folder=PROJECT) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "-B", "-m", "bi.power_bi", *map(str, arguments)],
        cwd=folder, capture_output=True, text=True,
    )


@pytest.fixture(scope="module")
def manifest_path(pilot, target_path) -> Path:
    return target_path / "manifest.json"


@pytest.fixture(scope="module")
def manifest(manifest_path) -> dict:
    return json.loads(manifest_path.read_text())


@pytest.fixture(scope="module")
def model() -> dict:
    return read_model()


def fields_of(node) -> list[tuple[str, str]]:
    """Table and column or measure of every field in a part of a visual."""
    if isinstance(node, list):
        return [found for each in node for found in fields_of(each)]
    if not isinstance(node, dict):
        return []
    if "Property" in node and "Entity" in node["Expression"]["SourceRef"]:
        return [(node["Expression"]["SourceRef"]["Entity"], node["Property"])]
    return [found for each in node.values() for found in fields_of(each)]


def projections_of(visual: dict) -> list[dict]:
    state = visual["visual"].get("query", {}).get("queryState", {})
    return [each["field"] for role in state.values() for each in role["projections"]]


def mart_of(visual: dict) -> str:
    """The mart that a visual shows: what is not a dimension."""
    (mart,) = {table for table, _ in fields_of(visual)} - DIMENSIONS
    return mart


def name_of(path: Path) -> str:
    return f"{path.parents[2].name}-{path.parent.name}" if path.suffix else path.name


# ---- up to date ----


def test_the_project_is_what_the_manifest_gives(manifest_path):
    result = generate("--check", "--manifest", manifest_path)
    assert result.returncode == 0, result.stderr


def test_a_changed_file_is_named_with_the_command_that_mends_it(manifest_path, tmp_path):
    shutil.copytree(PROJECT / "bi", tmp_path / "bi")
    shutil.copy(PROJECT / "dbt_project.yml", tmp_path)
    copy = tmp_path / "bi" / "power_bi"
    table = "mitron.SemanticModel/definition/tables/cities.tmdl"
    (copy / table).unlink()
    stray = "mitron.SemanticModel/definition/tables/stray.tmdl"
    (copy / stray).write_text("table stray\n")
    result = generate("--check", "--manifest", manifest_path, folder=tmp_path)
    assert result.returncode == 1
    assert f"{table}, {stray}. Run: dbt parse && python -m bi.power_bi" in result.stderr
    assert generate("--manifest", manifest_path, folder=tmp_path).returncode == 0
    assert generate("--check", "--manifest", manifest_path, folder=tmp_path).returncode == 0


def test_a_smaller_limit_of_disclosure_reaches_the_measures(manifest_path, tmp_path):
    shutil.copytree(PROJECT / "bi", tmp_path / "bi")
    shutil.copy(PROJECT / "dbt_project.yml", tmp_path)
    replace_once(
        tmp_path / "dbt_project.yml", "disclosure_min_customers: 10", "disclosure_min_customers: 25"
    )
    result = generate("--check", "--manifest", manifest_path, folder=tmp_path)
    assert result.returncode == 1
    assert "fct_spends.tmdl" in result.stderr and "dim_customers.tmdl" in result.stderr


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
    phones = list(REPORT.glob("definition/pages/*/visuals/*/mobile.json"))
    assert len(documents) == len(VISUALS) + len(phones) + len(PAGES) + 8
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
        assert 0 <= left < right <= 1280 and 0 <= top < bottom <= 840, path.parent.name
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
        if node["resource_type"] == "model" and node["schema"] in ("core", "marts")
        and node["name"] not in tables.REPLACED
    }
    assert set(model) == set(marts) | DIMENSIONS
    for mart, node in marts.items():
        expected = {
            name: (TYPES[column["data_type"]], " ".join(column["description"].split()))
            for name, column in node["columns"].items()
        }
        found = {
            entry["sourceColumn"]: (entry["dataType"], entry["description"])
            for entry in model[mart].values() if entry["kind"] == "column"
        }
        assert found == expected, mart


def test_a_column_has_the_name_that_every_tool_shows(manifest, model):
    for node in manifest["nodes"].values():
        if node["resource_type"] == "model" and node["alias"] in model:
            mart = Mart(node)
            labels = {mart.label(column): column for column in mart.columns}
            assert len(labels) == len(mart.columns), node["name"]
            assert columns(model, mart.name) == labels
            for label in labels:
                assert not re.search(r"_|\bci\b|\bpct\b|\binr\b", label), (node["name"], label)


@pytest.mark.parametrize(("column", "label"), [
    ("utilisation_ci_low_pct", "Utilisation interval, low (%)"),
    ("ci_high", "Interval, high"),
    ("avg_monthly_spend_inr", "Average monthly spend (INR)"),
    ("non_card_spend_inr_a_month", "Non card spend (INR a month)"),
    ("upi_share_pct", "UPI share (%)"),
    ("effect_range_points", "Effect range (points)"),
    ("city", "City"),
])
def test_a_label_says_the_unit_and_which_end(column, label):
    assert written_label(column) == label


def test_every_metric_is_a_measure_with_its_description(manifest, model):
    found = {label: entry["description"] for label, entry in measures(model).items()}
    metrics = {
        metric["label"]: " ".join(metric["description"].split())
        for metric in manifest["metrics"].values()
    }
    assert metrics.items() <= found.items()
    assert all(
        "Never add up." in found[label] for label in found.keys() - metrics.keys()
    )


def test_measures_name_columns_measures_and_tables_that_exist(model):
    known = measures(model)
    for name, entry in known.items():
        for table, column in re.findall(r"(\w*)\[([^]]+)\]", entry["dax"]):
            assert column in (model[table] if table else known), (name, table, column)
        for table in re.findall(r"(?:COUNTROWS|ISFILTERED|REMOVEFILTERS)\((\w+)\)", entry["dax"]):
            assert table in model, (name, table)


# ---- the star, evaluated ----


@pytest.fixture(scope="module")
def star(model, pilot, tmp_path_factory):
    return loaded(model, pilot.warehouse, tmp_path_factory.mktemp("star"))


MEASURED = {
    "Customers": ("customer_count", 1),
    "Income utilisation": ("utilisation_pct", 100),
    "Income utilisation interval, low": ("utilisation_ci_low_pct", 100),
    "Income utilisation interval, high": ("utilisation_ci_high_pct", 100),
    "Credit card share": ("credit_card_share_pct", 100),
    "Credit card share interval, low": ("credit_card_share_ci_low_pct", 100),
    "Credit card share interval, high": ("credit_card_share_ci_high_pct", 100),
    "Monthly spend per customer": ("avg_monthly_spend_inr", 1),
    "Total spend": ("total_spend_inr", 1),
    "Non-card spend": ("non_card_spend_inr", 1),
}
OF_CUSTOMERS = ["age_group", "city", "occupation", "gender", "marital_status", "segment"]


@pytest.mark.parametrize("dimension", OF_CUSTOMERS)
def test_measures_are_the_figures_of_the_marts_for_every_group(dimension, star, model, pilot):
    (mart,) = (each.mart for each in tables.DIMENSIONS if each.name == dimension)
    (label,) = (name for name, of in columns(model, dimension).items() if of == dimension)
    rows = pilot.read(f"marts.{mart}").rows(named=True)
    assert len(rows) > 1
    for row in rows:
        for measure, (column, unit) in MEASURED.items():
            found = star.ask(measure, **{dimension: (label, row[dimension])})
            assert unit * found == pytest.approx(float(row[column]), rel=1e-4), (measure, row)
        chosen = {dimension: (label, row[dimension])}
        everybody = star.ask("Income utilisation, everybody", **chosen)
        assert 100 * everybody == pytest.approx(
            pilot.read("marts.portfolio")["utilisation_pct"].item(), rel=1e-5
        )


def test_a_month_is_held_against_the_income_of_that_month(star, pilot):
    for row in pilot.read("marts.months").rows(named=True):
        asked = {"date": ("Month", row["month_start_date"])}
        assert 100 * star.ask("Income utilisation", **asked) == pytest.approx(
            row["utilisation_pct"], rel=1e-4
        )
        assert star.ask("Months", **asked) == 1


def test_a_category_has_spend_and_no_income(star, pilot):
    for row in pilot.read("marts.categories").rows(named=True):
        asked = {"category": ("Category", row["category"])}
        assert star.ask("Total spend", **asked) == pytest.approx(float(row["total_spend_inr"]))
        assert 100 * star.ask("Credit card share", **asked) == pytest.approx(
            row["credit_card_share_pct"], rel=1e-4
        )
        assert star.ask("Customers", **asked) is star.ask("Income utilisation", **asked) is None


def test_a_group_below_the_limit_of_disclosure_shows_nothing(star, pilot):
    """Also where several choices make it small, and by category, where nobody is counted."""
    customers = pilot.read("core.dim_customers")
    groups = customers.group_by(OF_CUSTOMERS).len().sort("len", *OF_CUSTOMERS)
    labels = {name: name.replace("_", " ").capitalize() for name in OF_CUSTOMERS}
    for is_small, few in (
        (True, groups.filter(pl.col("len") < 10).head(2)),
        (True, groups.filter(pl.col("len") < 10).tail(2)),
        (False, groups.filter(pl.col("len") >= 10).head(1)),
    ):
        assert few.height
        for row in few.rows(named=True):
            chosen = {name: (label, row[name]) for name, label in labels.items()}
            for more in ({}, {"category": ("Category", "Bills")}):
                found = {
                    name: star.ask(name, **chosen, **more) for name in star.measures
                    if not name.endswith("everybody") and name != "Months"
                }
                shown = {name for name, value in found.items() if value is not None}
                assert bool(shown) != is_small, (row["len"], shown)


@pytest.mark.parametrize("column", ["Customer id", "Spend (INR)"])
def test_spends_that_are_chosen_one_by_one_show_nothing(column, star):
    """Of how many customers they are is not known."""
    for value in star.frames["fct_spends"][column].head(2).to_list():
        for measure in star.measures:
            if not measure.endswith("everybody") and measure != "Months":
                assert star.ask(measure, fct_spends=(column, value)) is None, measure


# ---- one choice moves all ----


def test_a_table_leads_to_every_dimension_that_it_has(model):
    found = {
        (many, columns(model, many)[column], one) for many, column, one, _ in read_relationships()
    }
    expected = {("fct_spends", "customer_id", "dim_customers")}
    for table in set(model) - DIMENSIONS:
        for column in columns(model, table).values():
            if column == "month_start_date":
                expected.add((table, column, "date"))
            expected |= {
                (table, column, each.name) for each in tables.DIMENSIONS if each.key == column
            }
    assert found == expected


def test_every_member_stands_once_in_its_dimension(star):
    for many, column, one, key in star.relationships:
        members = star.frames[one][key]
        assert members.n_unique() == members.len() and not members.null_count(), one
        assert set(star.frames[many][column].drop_nulls()) <= set(members), (many, column)


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_a_choice_moves_visuals_of_its_page(page, model):
    """Every slicer reaches a mart of its page; every bar of a dimension can be clicked."""
    leads = {(many, one) for many, _, one, _ in read_relationships()}
    leads |= {("fct_spends", one) for many, one in leads if many == "dim_customers"}
    visuals = [read_json(path) for path in page.glob("visuals/*/visual.json")]
    marts = {table for visual in visuals for table, _ in fields_of(visual)} - DIMENSIONS
    slicers = [visual for visual in visuals if visual["visual"]["visualType"] == "slicer"]
    assert slicers or page.name == "group"
    for slicer in slicers:
        ((table, _),) = fields_of(slicer["visual"]["query"]["queryState"])
        assert table in {"breakdown", *marts} or any((mart, table) in leads for mart in marts)
    # what shows other rows of one mart is left alone by a click: it would be empty
    apart = {
        (each["source"], each["target"])
        for each in read_json(page / "page.json").get("visualInteractions", [])
        if each["type"] == "NoFilter"
    }
    bars = [each for each in visuals if each["visual"]["visualType"].startswith("clustered")]
    for one in bars:
        category, name = fields_of(one["visual"]["query"]["queryState"]["Category"])[0]
        assert category in DIMENSIONS or name in ("Member", "Attribute", "Income band")
        for other in bars:
            if name == "Member" and one is not other and mart_of(one) == mart_of(other):
                assert (one["name"], other["name"]) in apart


def test_explore_starts_with_one_breakdown_and_always_has_one():
    explore = REPORT / "definition" / "pages" / "explore" / "visuals"
    objects = read_json(explore / "choose_breakdown" / "visual.json")["visual"]["objects"]
    (selection,), (general,) = objects["selection"], objects["general"]
    assert selection["properties"]["strictSingleSelect"]["expr"]["Literal"]["Value"] == "true"
    (where,) = general["properties"]["filter"]["filter"]["Where"]
    ((chosen,),) = where["Condition"]["In"]["Values"]
    written = chosen["Literal"]["Value"].replace("''", "'")[1:-1]
    first = re.search(r"NAMEOF\((\w+)\[(.+)\]\), 0\)", (
        MODEL / "tables" / "breakdown.tmdl"
    ).read_text())
    assert first and written == f"'{first[1]}'[{first[2]}]"


def test_explore_has_a_choice_for_every_dimension_of_customers_and_spends():
    chosen = {
        fields_of(read_json(path)["visual"]["query"]["queryState"])[0][0]
        for path in REPORT.glob("definition/pages/explore/visuals/choose_*/visual.json")
    }
    assert chosen == {*OF_CUSTOMERS, "category", "payment_type", "date", "breakdown"}


def test_a_right_click_on_a_group_opens_its_page():
    page = read_json(REPORT / "definition" / "pages" / "group" / "page.json")
    filters = {each["name"]: each["field"] for each in page["filterConfig"]["filters"]}
    bound = {each["boundFilter"]: each["fieldExpr"] for each in page["pageBinding"]["parameters"]}
    assert bound == filters and len(filters) == 9
    assert page["type"] == page["pageBinding"]["type"] == "Drillthrough"


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_a_page_reads_on_a_phone(page):
    """One column, one below the other, every visual but the ways to other pages."""
    visuals = [read_json(path) for path in page.glob("visuals/*/visual.json")]
    expected = {
        visual["name"] for visual in visuals
        if visual["visual"]["visualType"] not in ("pageNavigator", "actionButton")
    }
    places = {
        path.parent.name: read_json(path)["position"]
        for path in page.glob("visuals/*/mobile.json")
    }
    assert set(places) == expected
    ends = 0
    for place in sorted(places.values(), key=lambda place: place["y"]):
        assert place["y"] >= ends and place["x"] == 0 and place["width"] == 324
        ends = place["y"] + place["height"]


# ---- what reviewers of models expect (rules of the best-practice analyzer) ----


def test_nothing_is_summed_unless_asked(model):
    for table, entries in model.items():
        for name, entry in entries.items():
            assert entry["kind"] == "measure" or entry["summarizeBy"] == "none", (table, name)


def test_a_hidden_column_costs_no_hierarchy_unless_something_is_sorted_by_it(model):
    for table, entries in model.items():
        orders = {entry.get("sortByColumn", "").strip("'") for entry in entries.values()}
        for name, entry in entries.items():
            if entry["kind"] == "measure" or table in ("breakdown", "date"):
                continue
            is_needed = name in orders or "sortByColumn" in entry or "isHidden" not in entry
            assert (entry.get("isAvailableInMdx") == "false") != is_needed, (table, name)


def test_single_customers_are_only_measured(model):
    """No field of the star can be dragged onto a page."""
    for table in ("dim_customers", "fct_spends"):
        assert all(
            entry.get("isHidden") for entry in model[table].values() if entry["kind"] == "column"
        )


def test_ids_orders_and_keys_of_relationships_are_hidden(model):
    keys = {(many, column) for many, column, _, _ in read_relationships()}
    for table, entries in model.items():
        for name, entry in entries.items():
            if entry["kind"] == "column" and (
                (table, name) in keys or entry["sourceColumn"].endswith(("_id", "sort_order"))
            ):
                assert entry.get("isHidden") == "true", (table, name)


def test_what_a_reader_sees_has_a_description_and_numbers_a_format(model):
    for table, entries in model.items():
        for name, entry in entries.items():
            if "isHidden" in entry:
                continue
            assert entry["description"], (table, name)
            if entry["kind"] == "measure" or entry["dataType"] in ("int64", "double", "decimal"):
                assert entry["formatString"], (table, name)


def test_relationships_are_of_one_type_and_one_direction(model):
    text = (MODEL / "relationships.tmdl").read_text()
    assert "crossFilteringBehavior" not in text and "isActive" not in text
    for many, column, one, key in read_relationships():
        assert model[many][column]["dataType"] == model[one][key]["dataType"], (many, column)


def test_dax_divides_safely_and_names_things_as_it_should(model):
    for name, entry in measures(model).items():
        bare = re.sub(r"\[[^]]*\]|\"[^\"]*\"", "", entry["dax"])
        assert "/" not in bare and "IFERROR" not in bare, name
        for table, column in re.findall(r"(\w*)\[([^]]+)\]", entry["dax"]):
            assert bool(table) != (column in measures(model)), (name, column)


def test_time_is_counted_by_a_marked_table_of_days(star):
    text = (MODEL / "tables" / "date.tmdl").read_text()
    assert "\tdataCategory: Time\n" in text
    assert re.search(r"column Date\n(?:\t\t.*\n)*?\t\tisKey\n", text)
    days = star.frames["date"]["Date"].sort()
    assert (days.diff().drop_nulls().dt.total_days() == 1).all()


def test_names_are_written_with_care(model):
    for table, entries in model.items():
        for name in (table, *entries):
            assert name == name.strip() and not re.search(r"[\t\n\[\]]", name), (table, name)
    assert not (MODEL / "tables").joinpath("dim_months.tmdl").exists()


def test_every_partition_names_its_own_source(model):
    """The service refreshes no source that a function works out."""
    for table in set(model) - {"breakdown"}:
        text = (MODEL / "tables" / f"{table}.tmdl").read_text()
        schema, _, name = source_of(table).partition(".")
        folder = r"\\core" if schema == "core" else ""
        assert "PostgreSQL.Database(Server, Database" in text, table
        assert re.search(rf'File\.Contents\(Folder & "{folder}\\{name}\.parquet"\)', text), table
    expressions = (MODEL / "expressions.tmdl").read_text()
    assert "File.Contents" not in expressions and "Database(" not in expressions


def test_a_member_has_one_place_in_the_order(model, star):
    """Power BI refuses to sort a column by another one that differs within a member."""
    sorts = [
        (table, name, entry["sortByColumn"].strip("'")) for table, entries in model.items()
        for name, entry in entries.items() if "sortByColumn" in entry and table != "breakdown"
    ]
    assert len(sorts) > 10
    for table, column, order in sorts:
        places = star.frames[table].group_by(column).agg(pl.col(order).n_unique())
        assert places[order].max() == 1, (table, column)


def test_every_mart_is_published_where_the_model_looks(model, pilot):
    published = pilot.warehouse.parent / "published" / "current"
    marts = {
        source_of(table).partition(".")[2] for table in set(model) - {"breakdown"}
        if source_of(table).startswith("marts")
    }
    assert marts == {path.stem for path in published.glob("*.parquet")}


# ---- the pages ----


@pytest.mark.parametrize("path", SHOWN, ids=name_of)
def test_a_visual_shows_columns_of_the_model(path, model):
    fields = fields_of(read_json(path))
    assert fields
    for table, column in fields:
        assert column in model[table], (table, column)


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_a_page_reads_what_its_exposure_names(page, manifest):
    exposures = {each["name"]: each for each in manifest["exposures"].values()}
    if page.name in ("claims", "group"):
        # parts of the summary and of Explore
        return
    named = {
        manifest["nodes"][key]["alias"]
        for key in exposures[page.name]["depends_on"]["nodes"]
    }
    visuals = [read_json(path) for path in page.glob("visuals/*/visual.json")]
    shown = {table for visual in visuals for table, _ in fields_of(visual)} - {"breakdown"}
    # published pages read members from a dimension, and figures from marts
    read = {
        source_of(table).partition(".")[2] for table in shown
        if page.name == "explore" or table not in DIMENSIONS
    }
    assert read <= named


def test_a_page_for_every_page_of_the_report(manifest):
    reports = {
        each["name"] for each in manifest["exposures"].values()
        if each["url"].startswith("https://mitron.example/report.html")
    }
    assert {page.name for page in PAGES} == reports | {"claims", "explore", "group"}
    assert "explore" in {each["name"] for each in manifest["exposures"].values()}
    order = read_json(REPORT / "definition" / "pages" / "pages.json")
    assert order["activePageName"] == order["pageOrder"][0] == "summary"


def test_a_finding_stands_at_the_head_of_a_page(pilot):
    """Read from the marts, never typed."""
    claims = set(pilot.read("marts.insights")["claim_id"])
    found = 0
    for path in REPORT.glob("definition/pages/*/visuals/headline/visual.json"):
        visual = read_json(path)
        assert fields_of(visual["visual"]["query"]) == [("insights", "Finding")]
        ((value,),) = visual["filterConfig"]["filters"][0]["filter"]["Where"][0]["Condition"]["In"][
            "Values"
        ]
        assert value["Literal"]["Value"].strip("'") in claims
        found += 1
    assert found == 7


@pytest.mark.parametrize("path", OVER_MARTS, ids=name_of)
def test_a_visual_shows_published_figures_one_row_each(path, model, pilot):
    """What is not a plain column is an aggregate over one row: shown, never recomputed."""
    visual = read_json(path)
    if visual["visual"]["visualType"] == "slicer":
        return
    mart = mart_of(visual)
    grouped = [
        columns(model, table)[label] for field in projections_of(visual) if "Column" in field
        for table, label in fields_of(field)
    ]
    conditions = ["true"]
    for each in visual.get("filterConfig", {}).get("filters", []):
        ((_, label),) = fields_of(each["field"])
        values = each["filter"]["Where"][0]["Condition"]["In"]["Values"]
        written = ", ".join(value[0]["Literal"]["Value"].removesuffix("L") for value in values)
        conditions.append(f"{columns(model, mart)[label]} in ({written})")
    with duckdb.connect(pilot.warehouse, read_only=True) as connection:
        [(fewest, most)] = connection.execute(
            f"select min(n), max(n) from (select count(*) as n from marts.{mart}"
            f" where {' and '.join(conditions)} group by {', '.join(grouped) or 'true'})"
        ).fetchall()
    # nothing has changed in the first publication
    assert (fewest, most) == ((None, None) if mart == "changes" else (1, 1))


COLOURS = {"slicer": "#dce8f2", "card": "#e9f2dc", "multiRowCard": "#e9f2dc", "textbox": "#fff"}


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_a_page_is_drawn_with_room_for_its_words(page, browser, tmp_path):
    """Titles, choices and columns fit their boxes; pytest's folder holds `layout.png`."""
    boxes = []
    for path in page.glob("visuals/*/visual.json"):
        visual = read_json(path)
        at, kind = visual["position"], visual["visual"]["visualType"]
        shown = visual["visual"].get("visualContainerObjects", {})
        title = shown.get("title", [{"properties": {}}])[0]["properties"].get("text")
        text = path.parent.name
        if title:
            text = title["expr"]["Literal"]["Value"].strip("'").replace("''", "'")
        state = visual["visual"].get("query", {}).get("queryState", {})
        names = [
            each["displayName"] for role, of in state.items() if role != "Tooltips"
            for each in of["projections"]
        ]
        if kind == "textbox":
            paragraphs = visual["visual"]["objects"]["general"][0]["properties"]["paragraphs"]
            text, names = paragraphs[0]["textRuns"][0]["value"], [
                paragraphs[1]["textRuns"][0]["value"]
            ]
        body = " | ".join(names) if kind != "slicer" else ""
        boxes.append(
            f"<div style='left:{at['x']}px;top:{at['y']}px;width:{at['width']}px;"
            f"height:{at['height']}px;background:{COLOURS.get(kind, '#f4f4f4')}'>"
            f"<b style='font-size:{18 if kind == 'textbox' else 12}pt'>{html.escape(text)}</b>"
            f"<p>{html.escape(body)}</p></div>"
        )
    style = (
        "body{margin:0;width:1280px;height:840px;font-family:Segoe UI,DejaVu Sans Condensed,"
        "sans-serif;font-size:10pt} div{position:absolute;overflow:hidden;outline:1px solid #aaa}"
        " p{margin:0}"
    )
    drawn = browser.new_page(viewport={"width": 1280, "height": 840})
    drawn.set_content(f"<style>{style}</style>" + "".join(boxes))
    drawn.screenshot(path=tmp_path / "layout.png")
    cut = drawn.eval_on_selector_all(
        "div", "all => all.filter(e => e.scrollHeight > e.clientHeight + 1).map(e => e.innerText)"
    )
    drawn.close()
    assert not cut

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
    assert counts["measuresLoaded"] == len(measures(model))
    assert counts["relationshipsLoaded"] == len(read_relationships())


@pytest.mark.parametrize(("file", "right", "wrong"), [
    ("relationships.tmdl", "toColumn: dim_customers.'Customer id'", "toColumn: dim_customers.x"),
    ("tables/category.tmdl", "dataType: int64", "dataType: bigint"),
    ("tables/category.tmdl", "sortByColumn: 'Sort order'", "sortByColumn: x"),
])
def test_microsofts_object_model_refuses_a_broken_one(server, tmp_path, file, right, wrong):
    copy = shutil.copytree(MODEL, tmp_path / "definition")
    replace_once(copy / file, right, wrong)
    is_loaded, answer = server.load(copy)
    assert not is_loaded, answer
