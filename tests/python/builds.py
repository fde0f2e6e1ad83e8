"""Running dbt as a user would, and reading what it built."""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
import sys
import tempfile
from contextlib import redirect_stdout
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import duckdb
import polars as pl
import pytest
from dbt.adapters.duckdb.connections import DuckDBConnectionManager
from dbt.cli.main import dbtRunner
from polars.testing import assert_series_equal

PROJECT = Path(__file__).parents[2]
# for one more delivery: they bring rows of their own
NO_UNIT_TESTS = ("--exclude-resource-type", "unit_test")
# a tenth of a build's time goes into the log; fixture `debug_log` is for tests that read it
LOG_LEVEL = "none"
TABLES = {"dim_customers": "raw_customers", "fact_spends": "raw_spends"}


def environment_of(warehouse: Path, raw_dir: Path | None) -> dict[str, str]:
    """The environment of a dbt command; `published` lies beside the warehouse."""
    environment = {
        key: value
        for key, value in os.environ.items()
        if not key.startswith(("MITRON_", "DBT_"))
    }
    environment["MITRON_DUCKDB_PATH"] = str(warehouse)
    environment["MITRON_PUBLISH_DIR"] = str(Path(warehouse).parent / "published")
    if raw_dir is not None:
        environment["MITRON_RAW_DIR"] = str(raw_dir)
    return environment


def start_dbt(*arguments, raw_dir, warehouse, target, project=PROJECT):
    """A dbt command in a process of its own, as a user starts it; without colours."""
    command = [
        sys.executable, "-m", "dbt.cli.main", "--no-use-colors", *arguments,
        "--target-path", str(target), "--log-path", str(Path(target) / "logs"),
    ]
    return subprocess.run(
        command, cwd=project, env=environment_of(warehouse, raw_dir), capture_output=True,
        text=True, timeout=600,
    )


@cache
def slot() -> Path:
    """Where this process has its warehouse while dbt runs: a constant path, because dbt parses
    the whole project again when a variable of the profile changes."""
    return Path(tempfile.mkdtemp(prefix="mitron_")) / "mitron.duckdb"


def run_dbt(*arguments, raw_dir, warehouse, target, project=PROJECT, published=None):
    """The same in this process, which spares the imports and, most often, the parsing."""
    warehouse = Path(warehouse)
    is_shared = warehouse.exists() and not warehouse.stat().st_mode & 0o200
    if is_shared:
        shutil.copyfile(warehouse, slot())
    elif warehouse.exists():
        shutil.move(warehouse, slot())
    before, folder, mask = dict(os.environ), Path.cwd(), os.umask(0o022)
    os.umask(mask)
    output = io.StringIO()
    try:
        os.environ.clear()
        os.environ.update(environment_of(warehouse, raw_dir), MITRON_DUCKDB_PATH=str(slot()))
        if published:
            os.environ["MITRON_PUBLISH_DIR"] = str(published)
        os.chdir(project)
        with redirect_stdout(output):
            result = dbtRunner().invoke([
                "--no-use-colors", "--log-level-file", LOG_LEVEL, *arguments,
                "--target-path", str(target), "--log-path", str(Path(target) / "logs"),
            ])
    finally:
        os.chdir(folder)
        os.umask(mask)
        os.environ.clear()
        os.environ.update(before)
        if environment := getattr(DuckDBConnectionManager, "_ENV", None):
            environment.close()
            DuckDBConnectionManager.close_all_connections()
        if is_shared:
            slot().unlink()
        elif slot().exists():
            shutil.move(slot(), warehouse)
    # dbt's own exit codes: 2 where it raised instead of failing a node
    code = 0 if result.success else 1 if result.exception is None else 2
    return subprocess.CompletedProcess(
        arguments, code, output.getvalue(), str(result.exception or "")
    )


@dataclass
class Build:
    """A finished build: its warehouse, its delivery and what dbt printed."""

    warehouse: Path
    raw_dir: Path | None
    output: str

    @classmethod
    def of(cls, folder: Path, raw_dir: Path | None):
        """A build that another worker may have made."""
        return cls(folder / "mitron.duckdb", raw_dir, (folder / "output.txt").read_text())

    @classmethod
    def run(
        cls, folder: Path, target: Path, raw_dir: Path | None, *options: str, project=PROJECT,
        dbt=run_dbt,
    ):
        warehouse = folder / "mitron.duckdb"
        result = dbt(
            "build", *options, raw_dir=raw_dir, warehouse=warehouse, target=target,
            project=project,
        )
        assert result.returncode == 0, result.stdout[-4000:] + result.stderr
        return cls(warehouse, raw_dir, result.stdout)

    def copy_to(self, folder: Path) -> Path:
        """A copy of the warehouse that may be changed."""
        return shutil.copyfile(self.warehouse, folder / "mitron.duckdb")

    def read(self, table: str) -> pl.DataFrame:
        """A table, for example `marts.cities`."""
        with duckdb.connect(self.warehouse, read_only=True) as connection:
            columns = connection.execute(f"select * from {table}")
            names = [column[0] for column in columns.description]
            rows = columns.fetchall()
        return pl.DataFrame(rows, schema=names, orient="row", infer_schema_length=None)

    def tables(self) -> list[str]:
        """The tables and views that readers use."""
        with duckdb.connect(self.warehouse, read_only=True) as connection:
            return [
                name
                for (name,) in connection.execute(
                    "select table_schema || '.' || table_name from information_schema.tables "
                    "where table_schema in ('core', 'marts') order by 1"
                ).fetchall()
            ]


def assert_same_marts(left: Build, right: Build, is_same_build: bool = False) -> None:
    """Both warehouses hold the same rows: marts exactly, the floats of core to 1e-9.

    Of two builds, what tells them apart may differ; of one build nothing.
    """
    assert left.tables() == right.tables()
    for table in left.tables():
        one, other = left.read(table), right.read(table)
        if table == "marts.about" and not is_same_build:
            one, other = (t.drop("build_id", "built_at", "data_origin") for t in (one, other))
        assert_same_rows(one, other, table, is_exact=table.startswith("marts."))


def assert_same_rows(
    found: pl.DataFrame,
    expected: pl.DataFrame,
    table: str,
    is_exact: bool = False,
    is_rounded: bool = False,
) -> None:
    """The same rows in any order: floats exactly, or to a relative difference of 1e-9, or,
    where only `found` is rounded, to half a unit of its last digit.

    Names what differs by table and column, never by value: a row may be a customer's.
    """
    floats = [name for name, kind in found.schema.items() if kind.is_float()]
    keys = [name for name in found.columns if name not in floats]
    assert found.height == expected.height, f"{table}: {found.height} rows, not expected"
    found, expected = found.sort(keys), expected.select(found.columns).sort(keys)
    for name in found.columns:
        tolerance = 0 if is_exact else half_a_unit(name) if is_rounded else 1e-9
        try:
            assert_series_equal(
                found[name], expected[name], check_dtypes=False,
                rel_tol=0 if is_exact else 1e-9, abs_tol=tolerance,
            )
        except AssertionError:
            raise AssertionError(f"{table}.{name} differs") from None


def half_a_unit(column: str) -> float:
    """How far a published figure may lie from the exact one: marts round to 8 decimals, and
    then INR to 2 and everything else to 4."""
    return (0.005 if "_inr" in column else 0.00005) + 6e-9


def published(figure: float, column: str):
    """Equal to what a mart publishes of an exact figure."""
    return pytest.approx(figure, rel=1e-9, abs=half_a_unit(column))


def manifest_of(folder: Path) -> dict:
    """What a folder of publications says is current."""
    return json.loads((folder / "manifest.json").read_text())


def builds_that_readers_see(folder: Path) -> set[str]:
    """The build ids in every file of what is current, by all ways in: there may be no link."""
    with duckdb.connect(folder / "mitron_marts.duckdb", read_only=True) as connection:
        [(seen,)] = connection.execute("select build_id from marts.about").fetchall()
        tables = {name for (name,) in connection.execute(
            "select table_name from duckdb_tables() where database_name = 'mitron_marts'"
        ).fetchall()}
    manifest = manifest_of(folder)
    assert tables == {table["name"] for table in manifest["tables"]}
    ways = [folder / manifest["folder"]]
    if (folder / "current").exists():
        ways.append(Path(os.path.realpath(folder / "current")))
    by_files = [
        {value.decode() for (value,) in duckdb.execute(
            "select value from parquet_kv_metadata(?) where key = 'build_id'",
            [f"{path}/**/*.parquet"],
        ).fetchall()}
        for path in ways
    ]
    assert all(len(found) == 1 for found in by_files), "files of two builds in one folder"
    assert by_files[0] == {manifest["build_id"]}
    return {seen}.union(*by_files)


def write_small_delivery(folder: Path) -> Path:
    """Every 20th customer of the pilot, and their spends, in the bank's format."""
    with duckdb.connect() as connection:
        seeds = PROJECT / "seeds" / "raw"
        connection.execute(
            f"create view customers as select * from read_csv('{seeds}/raw_customers.csv',"
            " all_varchar = true) where right(customer_id, 2) in"
            " ('00', '20', '40', '60', '80')"
        )
        connection.execute(
            f"copy customers to '{folder}/dim_customers.csv' (header)"
        )
        connection.execute(
            f"copy (select * from read_csv('{seeds}/raw_spends.csv', all_varchar = true)"
            " semi join customers using (customer_id))"
            f" to '{folder}/fact_spends.csv' (header)"
        )
    return folder


def write_changed_pilot(folder: Path, customers: str = "", spends: str = "") -> Path:
    """The pilot as a delivery, its columns changed by a DuckDB `replace`.

    The expression for spends may use the customer's (changed) city and occupation.
    """
    seeds = PROJECT / "seeds" / "raw"
    with duckdb.connect() as connection:
        connection.execute(
            f"create view customers as select * {customers} from"
            f" read_csv('{seeds}/raw_customers.csv', all_varchar = true)"
        )
        connection.execute(
            "create view spends as select spends.*, city, occupation from"
            f" read_csv('{seeds}/raw_spends.csv', all_varchar = true) as spends"
            " join customers using (customer_id)"
        )
        connection.execute(f"copy customers to '{folder}/dim_customers.csv' (header)")
        connection.execute(
            f"copy (select * exclude (city, occupation) {spends} from spends)"
            f" to '{folder}/fact_spends.csv' (header)"
        )
    return folder


def copy_project(folder: Path) -> Path:
    """The project without its data, to be changed: build it with a raw_dir."""
    copy = folder / "project"
    shutil.copytree(
        PROJECT, copy,
        ignore=shutil.ignore_patterns(
            ".git", ".venv", ".*_cache", "target", "logs", "published", "python",
            "*.duckdb*", "raw_*.csv",
        ),
    )
    for name in TABLES.values():
        header = (PROJECT / "seeds" / "raw" / f"{name}.csv").open().readline()
        (copy / "seeds" / "raw" / f"{name}.csv").write_text(header)
    return copy


def replace_once(path: Path, old: str, new: str) -> None:
    """Changes a file at the one place where `old` stands."""
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{path.name} holds {old!r} {text.count(old)} times"
    path.write_text(text.replace(old, new), encoding="utf-8")
