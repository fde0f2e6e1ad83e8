"""The same project on Apache Spark: a master, two workers, the same marts, the same publication.

A cluster of separate processes on this machine. What it cannot show: a network, a shared
file system, a metastore that many use. See docs/spark.md.
"""

from __future__ import annotations

import gzip
import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass, field, replace
from pathlib import Path

import duckdb
import polars as pl
import pytest
from builds import (
    PROJECT,
    Build,
    assert_same_rows,
    builds_that_readers_see,
    manifest_of,
)
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
    """dbt on a Spark cluster: where the cluster is and where its tables go; what a build said."""

    master: str
    folder: Path
    raw_dir: Path | str | None
    statuses: dict[str, str] = field(default_factory=dict)

    def dbt(self, *arguments: str) -> subprocess.CompletedProcess:
        environment = {
            key: value for key, value in os.environ.items()
            if not key.startswith(("MITRON_", "DBT_", "SPARK_"))
        } | {
            "MITRON_SPARK_MASTER": self.master,
            "MITRON_SPARK_DIR": str(self.folder),
            "MITRON_DUCKDB_PATH": str(self.folder / "mitron.duckdb"),
            "MITRON_PUBLISH_DIR": str(self.folder / "published"),
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


@pytest.fixture(scope="module")
def before(small) -> Path:
    """What readers see before the build: another delivery, published from DuckDB."""
    return small.warehouse.parent / "published"


@pytest.fixture(scope="module")
def expected(before, target_path, tmp_path_factory) -> Build:
    """DuckDB's build of the real files, or of the pilot where they are absent."""
    folder = tmp_path_factory.mktemp("expected")
    shutil.copytree(before, folder / "published", symlinks=True)
    raw_dir = REAL_FILES if REAL_FILES.is_dir() else None
    return Build.run(folder, target_path, raw_dir)


@pytest.fixture(scope="module")
def spark(before, expected, tmp_path_factory):
    """A cluster with nothing in its catalogue, and the publication of another delivery."""
    folder = tmp_path_factory.mktemp("spark")
    shutil.copytree(before, folder / "published", symlinks=True)
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
    assert "Published 35 tables" in result.stdout
    assert "Changed since build" in result.stdout
    results = json.loads((spark.folder / "target" / "run_results.json").read_text())
    return replace(
        spark, statuses={node["unique_id"]: node["status"] for node in results["results"]}
    )


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


def test_readers_see_what_they_see_of_duckdbs_build(built, expected):
    """Every row of every file, exactly: figures are rounded. And the same keys and comments."""
    ours, theirs = ((build / "published") for build in (built.folder, expected.warehouse.parent))
    manifests = [manifest_of(folder) for folder in (ours, theirs)]
    kept_apart = {"build_id", "built_at", "published_at", "folder", "previous_folder", "sha256"}
    found, wanted = (
        {key: value for key, value in manifest.items() if key not in kept_apart}
        for manifest in manifests
    )
    assert found == wanted
    assert len(builds_that_readers_see(ours)) == 1
    assert (ours / "current" / "schema.sql").read_text() == (
        theirs / "current" / "schema.sql"
    ).read_text()
    for table in found["tables"]:
        one, other = (
            pl.read_parquet(folder / "current" / table["parquet"]) for folder in (ours, theirs)
        )
        if table["name"] == "about":
            one, other = (rows.drop("build_id", "built_at") for rows in (one, other))
        assert one.schema == other.schema, table["name"]
        assert_same_rows(one, other, table["name"], is_exact=True)


def test_it_is_published_again_by_hand_and_brought_back(built, expected):
    """What was served before comes back; customers are published on request."""
    before = manifest_of(built.folder / "published")
    again = built.dbt("run-operation", "publish_marts")
    assert again.returncode == 0, again.stdout
    assert f"Published 35 tables of build {before['build_id'][:8]}" in again.stdout
    result = built.dbt("run-operation", "rollback_marts")
    assert result.returncode == 0, result.stdout
    served = manifest_of(built.folder / "published")
    assert served["folder"] != before["folder"] and served["build_id"] != before["build_id"]
    result = built.dbt("run-operation", "publish_marts", "--vars", "{publish_core: true}")
    assert result.returncode == 0, result.stdout
    core = built.folder / "published" / "current" / "core"
    for table in ("dim_customers", "fct_spends"):
        rows = pl.scan_parquet(core / f"{table}.parquet")
        assert rows.select(pl.len()).collect().item() == expected.read(f"core.{table}").height
        assert rows.collect_schema().names() == expected.read(f"core.{table}").columns


def test_what_cannot_be_right_stops_the_command(built):
    """Before a table changes: a var out of its range, and a second thread."""
    result = built.dbt("seed", "--vars", "{min_grid_pct: 900}", "--threads", "2")
    assert result.returncode == 1
    said = " ".join(result.stdout.split())
    assert "Not started: min_grid_pct: expected a number from 0 to 100, found 900" in said
    assert "threads: expected 1 on Spark" in said
    assert "OK loaded seed" not in said


def test_nothing_was_left_out(built, expected, target_path):
    """Every node that dbt built on DuckDB, dbt built on Spark."""
    manifest = json.loads((Path(target_path) / "manifest.json").read_text())
    nodes = {
        name for name, node in (manifest["nodes"] | manifest["unit_tests"]).items()
        if node["resource_type"] in ("seed", "model", "test", "unit_test")
    }
    assert nodes <= built.statuses.keys()


def test_a_re_run_replaces_tables_and_views(built, expected):
    """A new process, the old catalogue: seeds, views, tables and their tests once more."""
    result = built.dbt(
        "build", "--select", "+int_groups", "raw_customers", "stg_spends", "about"
    )
    assert result.returncode == 0, result.stdout[-4000:] + result.stderr[-2000:]
    said = " ".join(result.stdout.split())
    assert re.search(r"Not published: \d+ of \d+ nodes are older than what they read", said)
    assert "readers of" in said
    about = built.read("marts.about")
    assert about.height == 1
    assert about["delivery_fingerprint"].equals(
        expected.read("marts.about")["delivery_fingerprint"]
    )


def test_a_broken_delivery_is_refused_in_a_sentence(built, tmp_path):
    """Neither customers without a city column nor a spend cut short replace a table, which Spark
    itself finds behind a URL; nor do damaged files and parts that do not belong together, which
    the driver finds in a folder of its own."""
    write_broken_delivery(tmp_path)
    said = seeded_from(f"file://{tmp_path}", built)
    assert "(missing city; unknown or repeated town)" in said
    assert "expected 5 fields in every line, found 1 ragged rows of 2" in said
    damaged = tmp_path / "damaged"
    write_damaged_delivery(damaged)
    said = seeded_from(damaged, built)
    assert "dim_customers.csv.gz: expected a complete gzip file, found one that is cut" in said
    assert "part_2.csv: expected the header of part_1.csv" in said
    assert built.read("raw.raw_customers").height == 4000


def seeded_from(folder: Path | str, built: Spark) -> str:
    """What `dbt seed` said of a delivery that it refused, without line breaks and ids."""
    result = replace(built, raw_dir=folder).dbt("seed", "--select", "raw")
    assert result.returncode == 1
    assert "ATQCUS" not in result.stdout
    return " ".join(result.stdout.split())


def write_damaged_delivery(folder: Path) -> None:
    parts = folder / "fact_spends"
    parts.mkdir(parents=True)
    packed = gzip.compress(
        b"customer_id,age_group,city,occupation,gender,marital status,avg_income\n" * 100
    )
    (folder / "dim_customers.csv.gz").write_bytes(packed[:-20])
    header = "customer_id,month,category,payment_type,spend\n"
    (parts / "part_1.csv").write_text(header + "ATQCUS5001,May,Bills,UPI,100\n")
    (parts / "part_2.csv").write_text(
        "month,customer_id,category,payment_type,spend\nMay,ATQCUS5002,Bills,UPI,100\n"
    )


def write_broken_delivery(folder: Path) -> None:
    (folder / "dim_customers.csv").write_text(
        "customer_id,age_group,town,occupation,gender,marital status,avg_income\n"
        "ATQCUS5001,21-24,Mumbai,Freelancers,Male,Single,50000\n"
    )
    (folder / "fact_spends.csv").write_text(
        "customer_id,month,category,payment_type,spend\n"
        "ATQCUS5001,May,Bills,UPI,100\nATQCUS5001,May,Foo\n"
    )
