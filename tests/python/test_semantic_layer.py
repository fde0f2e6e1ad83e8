"""What BI tools read beside the tables: metrics, formats, exposures."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest
from builds import PROJECT, published


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

    def ask(metrics: str, *group_by: str) -> pl.DataFrame:
        answer = folder / "answer.csv"
        run("mf", "query", "--metrics", metrics, "--group-by", ",".join(group_by),
            "--csv", str(answer))
        return pl.read_csv(answer)

    return ask


def test_metrics_of_customers_equal_the_marts(query, pilot):
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
    assert found.height == 5


def test_metrics_of_spends_equal_the_marts(query, pilot):
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


def test_metrics_by_month_equal_the_marts(query, pilot):
    found = query("total_spend_inr", "metric_time__month").sort("metric_time__month")
    months = pilot.read("marts.months").sort("month_start_date")
    assert found["total_spend_inr"].to_list() == pytest.approx(
        [float(spend) for spend in months["total_spend_inr"]]
    )


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


def test_exposures_read_the_marts_and_together_all_of_them(pilot, target_path):
    manifest = json.loads((Path(target_path) / "manifest.json").read_text())
    exposures = manifest["exposures"].values()
    assert len(exposures) == 9
    read = {parent for exposure in exposures for parent in exposure["depends_on"]["nodes"]}
    marts = {key for key, node in manifest["nodes"].items()
             if node["resource_type"] == "model" and node["schema"] in ("marts", "core")}
    assert read == marts
    assert all(e["owner"]["name"] and e["maturity"] and e["url"] for e in exposures)
