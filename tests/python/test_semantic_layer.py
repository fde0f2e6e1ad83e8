"""What BI tools read beside the tables: metrics, formats, exposures."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest
from builds import PROJECT, published
from power_bi import loaded, read_model

from bi.contract import read_pages, visuals_of


@pytest.fixture(scope="module")
def query(pilot, tmp_path_factory):
    """Runs `mf query` on the pilot in a copy of the project; the answer as a frame."""
    folder = tmp_path_factory.mktemp("metrics")
    project = folder / "project"
    shutil.copytree(PROJECT, project, ignore=shutil.ignore_patterns(
        ".git", ".venv", "target", "logs", "*.duckdb*", "published", "tests"
    ))
    shutil.copytree(PROJECT / "tests" / "generic", project / "tests" / "generic")
    environment = os.environ | {"MITRON_DUCKDB_PATH": str(pilot.warehouse)}
    programs = Path(sys.executable).parent

    def run(*command: str) -> None:
        result = subprocess.run([programs / command[0], *command[1:]], cwd=project,
                                env=environment, capture_output=True, text=True)
        assert result.returncode == 0, result.stdout[-2000:] + result.stderr[-2000:]

    run("dbt", "parse", "--quiet")

    def ask(metrics: str | None, *group_by: str, saved: str = "") -> pl.DataFrame:
        answer = folder / "answer.csv"
        asked = ("--saved-query", saved) if saved else (
            "--metrics", metrics, "--group-by", ",".join(group_by)
        )
        run("mf", "query", *asked, "--csv", str(answer))
        return pl.read_csv(answer, try_parse_dates=True)

    return ask


@pytest.fixture(scope="module")
def star(pilot, tmp_path_factory):
    """Power BI's measures over the same tables."""
    return loaded(read_model(), pilot.warehouse, tmp_path_factory.mktemp("star"))


MEASURES = {
    "customer_count": "Customers", "avg_monthly_spend_inr": "Monthly spend per customer",
    "utilisation": "Income utilisation", "total_spend_inr": "Total spend",
    "non_card_spend_inr": "Non-card spend", "credit_card_share": "Credit card share",
    "monthly_income_inr": "Monthly income", "monthly_spend_inr": "Monthly spend",
    "month_count": "Months",
}


def assert_power_bi_agrees(star, row: dict, **chosen) -> None:
    """MetricFlow's answers are those of Power BI's measures."""
    asked = {metric: value for metric, value in row.items() if metric in MEASURES}
    assert asked
    for metric, value in asked.items():
        assert star.ask(MEASURES[metric], **chosen) == pytest.approx(value, rel=1e-9), metric


def test_metrics_of_customers_equal_the_marts(query, pilot, star):
    found = query("customer_count,avg_monthly_spend_inr,utilisation", "customer__city")
    for row in found.iter_rows(named=True):
        mart = pilot.read("marts.cities").row(
            by_predicate=pl.col("city") == row["customer__city"], named=True
        )
        assert row["customer_count"] == mart["customer_count"]
        assert row["avg_monthly_spend_inr"] == published(
            mart["avg_monthly_spend_inr"], "avg_monthly_spend_inr"
        )
        assert 100 * row["utilisation"] == published(mart["utilisation_pct"], "utilisation_pct")
        assert_power_bi_agrees(star, row, city=("City", row["customer__city"]))
    assert found.height == 5


def test_metrics_of_spends_equal_the_marts(query, pilot, star):
    for table, key, group_by in (
        ("categories", "category", "spend__category"),
        ("segments", "segment", "customer__segment"),
    ):
        found = query("total_spend_inr,non_card_spend_inr,credit_card_share", group_by)
        for row in found.iter_rows(named=True):
            mart = pilot.read(f"marts.{table}").row(
                by_predicate=pl.col(key) == row[group_by], named=True
            )
            assert row["total_spend_inr"] == pytest.approx(float(mart["total_spend_inr"]))
            assert row["non_card_spend_inr"] == pytest.approx(float(mart["non_card_spend_inr"]))
            assert 100 * row["credit_card_share"] == published(
                mart["credit_card_share_pct"], "credit_card_share_pct"
            )
            assert_power_bi_agrees(star, row, **{key: (key.capitalize(), row[group_by])})


@pytest.mark.parametrize("grain", ["month", "quarter"])
def test_metrics_of_a_time_are_of_that_time(query, pilot, star, grain):
    """By month or quarter each metric counts the customers, incomes and spends of that time."""
    found = query(
        "customer_count,month_count,total_spend_inr,monthly_income_inr,monthly_spend_inr,"
        "avg_monthly_spend_inr,utilisation,credit_card_share", f"metric_time__{grain}",
    ).sort(f"metric_time__{grain}")
    months = pilot.read("marts.months").sort("month_start_date")
    portfolio = pilot.read("marts.portfolio").row(0, named=True)
    income = portfolio["avg_monthly_income_inr"] * portfolio["customer_count"]
    by_time = months.group_by(
        pl.col("month_start_date").dt.truncate("1mo" if grain == "month" else "1q"),
        maintain_order=True,
    ).agg(pl.col("total_spend_inr").cast(float).sum(), pl.len().alias("month_count"))
    assert found.height == by_time.height > 1
    for row, (_, spend, month_count) in zip(
        found.iter_rows(named=True), by_time.rows(), strict=True
    ):
        assert row["customer_count"] == portfolio["customer_count"]
        assert row["month_count"] == month_count
        assert row["total_spend_inr"] == pytest.approx(spend)
        assert row["monthly_income_inr"] == pytest.approx(income, rel=1e-6)
        assert row["monthly_spend_inr"] == pytest.approx(spend / month_count)
        assert row["avg_monthly_spend_inr"] == pytest.approx(
            spend / month_count / portfolio["customer_count"]
        )
        assert row["utilisation"] == pytest.approx(spend / month_count / income, rel=1e-6)
        time = row[f"metric_time__{grain}"].date()
        label, value = ("Month", time) if grain == "month" else (
            "Quarter", f"{time.year} Q{(time.month + 2) // 3}"
        )
        assert_power_bi_agrees(star, row, date=(label, value))
    if grain == "month":
        assert [100 * value for value in found["utilisation"]] == pytest.approx(
            months["utilisation_pct"].to_list(), abs=1e-3
        )
        assert [100 * value for value in found["credit_card_share"]] == pytest.approx(
            months["credit_card_share_pct"].to_list(), abs=1e-3
        )


def test_a_question_that_has_no_answer_is_refused(query):
    """A category has no income."""
    with pytest.raises(AssertionError, match=r"(?i)does not|cannot|can't|not match|unable"):
        query("utilisation", "spend__category")


def test_saved_queries_answer_what_the_report_asks(query, pilot):
    for name, mart, key, column in (
        ("utilisation_by_city", "cities", "city", "customer__city"),
        ("utilisation_by_segment", "segments", "segment", "customer__segment"),
    ):
        found = dict(query(None, saved=name).select(column, "utilisation").rows())
        expected = dict(pilot.read(f"marts.{mart}").select(key, "utilisation_pct").rows())
        assert {k: 100 * v for k, v in found.items()} == pytest.approx(expected, abs=1e-3)
    found = query(None, saved="spend_by_category")
    assert found["total_spend_inr"].sum() == pytest.approx(
        float(pilot.read("marts.portfolio")["total_spend_inr"].item())
    )
    assert query(None, saved="utilisation_by_month").height == 6


# what is a rate, an average, an index or an interval; shares of a whole add up to it
NEVER_ADDED = re.compile(
    r"(_pct|_index|_points)$|^(avg|mean)_|_ci_(low|high)|^top_affinity_|^ci_(low|high)$"
)
ADDED = {"share_pct", "spend_share_pct", "customer_share_pct", "row_share_pct"}


def test_what_never_adds_up_says_so(pilot, target_path):
    """Every rate, and every table whose customers are more than all customers."""
    manifest = json.loads((Path(target_path) / "manifest.json").read_text())
    customers = pilot.read("marts.portfolio")["customer_count"].item()
    rates = overlapping = 0
    for node in manifest["nodes"].values():
        if node["resource_type"] != "model" or node["schema"] not in ("marts", "core"):
            continue
        for name, column in node["columns"].items():
            if NEVER_ADDED.search(name) and name not in ADDED:
                rates += 1
                assert "Never add up." in column["description"], (node["name"], name)
        if node["schema"] == "marts" and "customer_count" in node["columns"]:
            counted = pilot.read(f"marts.{node['name']}")["customer_count"].sum()
            if counted > customers:
                overlapping += 1
                assert "never add up" in node["description"], node["name"]
    assert rates > 200 and overlapping > 8


def test_every_unit_has_its_format_for_metabase(pilot, target_path):
    manifest = json.loads((Path(target_path) / "manifest.json").read_text())
    marts = [node for node in manifest["nodes"].values()
             if node["resource_type"] == "model" and node["schema"] in ("marts", "core")]
    for node in marts:
        for column in node["columns"].values():
            meta = column["config"]["meta"]
            if column["name"].endswith(("_inr", "_inr_a_month")):
                assert meta["metabase.semantic_type"] == "type/Currency", column["name"]
                assert meta["metabase.currency"] == "INR"
            if column["name"].endswith("_pct"):
                assert meta["metabase.number_style"] == "decimal", column["name"]
            assert "income" not in column["name"] or column["name"].endswith(("_inr", "_band"))


def test_the_dashboards_read_what_their_exposures_name(target_path):
    manifest = json.loads((Path(target_path) / "manifest.json").read_text())
    shown = {"insights", "about"} | {
        visual["mart"] for page in read_pages(manifest).values() for visual in visuals_of(page)
    }
    for tool in ("superset", "metabase"):
        (exposure,) = (each for each in manifest["exposures"].values() if each["name"] == tool)
        assert {key.split(".")[-1] for key in exposure["depends_on"]["nodes"]} == shown


def test_exposures_read_the_marts_and_together_all_of_them(pilot, target_path):
    manifest = json.loads((Path(target_path) / "manifest.json").read_text())
    exposures = manifest["exposures"].values()
    read = {parent for exposure in exposures for parent in exposure["depends_on"]["nodes"]}
    marts = {key for key, node in manifest["nodes"].items()
             if node["resource_type"] == "model" and node["schema"] in ("marts", "core")}
    assert read == marts
    assert all(e["owner"]["name"] and e["maturity"] and e["url"] for e in exposures)
