"""The same project on Apache Spark: a master, two workers, the same marts.

A cluster of separate processes on this machine. What it cannot show: a network, a shared
file system, a metastore that many use. See docs/spark.md.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb
import polars as pl
import pytest
from builds import PROJECT, Build, assert_same_rows
from conftest import REAL_FILES
from spark_cluster import HOST, spark_cluster, why_not

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(bool(why_not()), reason=why_not()),
]

# for processes that live for minutes on few cores: compile less, collect simply
QUICK = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
# no planning anew at each shuffle: seemed quicker on tables this small (one run each)
SETTINGS = """
spark.driver.extraJavaOptions {quick} -Dderby.stream.error.file={folder}/derby.log
spark.executor.extraJavaOptions {quick}
spark.sql.adaptive.enabled false
"""


@dataclass(frozen=True)
class Spark:
    """dbt on a Spark cluster: where the cluster is and where its tables go."""

    master: str
    folder: Path
    raw_dir: Path | None

    def dbt(self, *arguments: str) -> subprocess.CompletedProcess:
        environment = {
            key: value for key, value in os.environ.items()
            if not key.startswith(("MITRON_", "DBT_", "SPARK_"))
        } | {
            "MITRON_SPARK_MASTER": self.master,
            "MITRON_SPARK_DIR": str(self.folder),
            "SPARK_CONF_DIR": str(self.folder / "conf"),
            "SPARK_LOCAL_IP": HOST,
            "PYSPARK_PYTHON": sys.executable,
        }
        if self.raw_dir:
            environment["MITRON_RAW_DIR"] = str(self.raw_dir)
        command = [
            sys.executable, "-m", "dbt.cli.main", "--no-use-colors", *arguments,
            "--target", "spark", "--target-path", str(self.folder / "target"),
            "--log-path", str(self.folder / "logs"),
        ]
        return subprocess.run(
            command, cwd=PROJECT, env=environment, capture_output=True, text=True,
            timeout=1800,
        )

    def read(self, table: str) -> pl.DataFrame:
        """A table, for example `marts.cities`, from its Parquet files."""
        # a view has none: those of the table that it shows
        schema, name = {"core.fct_spends": "staging.stg_spends"}.get(table, table).split(".")
        with duckdb.connect() as connection:
            columns = connection.execute(
                "select * from read_parquet(?)",
                [f"{self.folder}/warehouse/{schema}.db/{name}/*.parquet"],
            )
            names = [column[0] for column in columns.description]
            rows = columns.fetchall()
        return pl.DataFrame(rows, schema=names, orient="row", infer_schema_length=None)

    def statuses(self) -> dict[str, str]:
        """Status by node of the last command."""
        results = json.loads((self.folder / "target" / "run_results.json").read_text())
        return {node["unique_id"]: node["status"] for node in results["results"]}


@pytest.fixture(scope="module")
def expected(request) -> Build:
    """The real files' build on DuckDB; the pilot's where they are absent."""
    return request.getfixturevalue("real" if REAL_FILES.is_dir() else "pilot")


@pytest.fixture(scope="module")
def spark(expected, tmp_path_factory):
    """A cluster with nothing in its catalogue."""
    folder = tmp_path_factory.mktemp("spark")
    (folder / "conf").mkdir()
    (folder / "conf" / "spark-defaults.conf").write_text(
        SETTINGS.format(quick=QUICK, folder=folder)
    )
    (folder / "cluster").mkdir()
    with spark_cluster(folder / "cluster") as master:
        yield Spark(master, folder, expected.raw_dir)


@pytest.fixture(scope="module")
def built(spark) -> Spark:
    """`dbt build --target spark`: seeds, models, contracts, unit tests and data tests."""
    result = spark.dbt("build")
    assert result.returncode == 0, result.stdout[-4000:] + result.stderr[-2000:]
    assert "WARN=0 ERROR=0 SKIP=0" in result.stdout
    assert "tables in the Spark catalogue" in result.stdout
    return spark


def test_two_workers_did_the_work(built):
    folders = [list((built.folder / "cluster" / f"work_{n}").glob("app-*")) for n in (1, 2)]
    assert all(folders)


def test_every_mart_equals_duckdbs(built, expected):
    tables = expected.tables()
    assert tables
    for table in tables:
        found, wanted = built.read(table), expected.read(table)
        if table == "marts.about":
            found, wanted = (t.drop("build_id", "built_at") for t in (found, wanted))
        assert found.columns == wanted.columns, table
        assert_same_rows(found, wanted, table)


def test_nothing_was_left_out(built, expected, target_path):
    """Every node that dbt built on DuckDB, dbt built on Spark."""
    manifest = json.loads((Path(target_path) / "manifest.json").read_text())
    nodes = {
        name for name, node in (manifest["nodes"] | manifest["unit_tests"]).items()
        if node["resource_type"] in ("seed", "model", "test", "unit_test")
    }
    statuses = built.statuses()
    assert nodes <= statuses.keys()


def test_a_re_run_replaces_tables_and_views(built, expected):
    """A new process, the old catalogue: seeds, views, tables and their tests once more."""
    result = built.dbt(
        "build", "--select", "+int_groups", "raw_customers", "stg_spends", "about"
    )
    assert result.returncode == 0, result.stdout[-4000:] + result.stderr[-2000:]
    assert "Not published: only a part of the project was selected" in result.stdout
    about = built.read("marts.about")
    assert about.height == 1
    assert about["delivery_fingerprint"].equals(
        expected.read("marts.about")["delivery_fingerprint"]
    )


def test_a_broken_delivery_is_refused_in_a_sentence(built, tmp_path):
    """Neither customers without a city column nor a spend cut short replace a table."""
    write_broken_delivery(tmp_path)
    result = replace(built, raw_dir=tmp_path).dbt("seed", "--select", "raw")
    assert result.returncode == 1
    said = " ".join(result.stdout.split())
    assert "(missing city; unknown or repeated town)" in said
    assert "expected 5 fields in every line, found 1 ragged rows of 2" in said
    assert "ATQCUS" not in said
    assert built.read("raw.raw_customers").height == 4000


def write_broken_delivery(folder: Path) -> None:
    (folder / "dim_customers.csv").write_text(
        "customer_id,age_group,town,occupation,gender,marital status,avg_income\n"
        "ATQCUS5001,21-24,Mumbai,Freelancers,Male,Single,50000\n"
    )
    (folder / "fact_spends.csv").write_text(
        "customer_id,month,category,payment_type,spend\n"
        "ATQCUS5001,May,Bills,UPI,100\nATQCUS5001,May,Foo\n"
    )
