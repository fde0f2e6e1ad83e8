"""What stops a build before readers see it: half a delivery, synthetic data over real ones,
settings that cannot be right, spellings that nobody knows. Each says the way out."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest
from builds import (
    Build,
    assert_same_marts,
    builds_that_readers_see,
    copy_project,
    environment_of,
    manifest_of,
)

pytestmark = pytest.mark.slow

CUSTOMERS, SPENDS = "dim_customers.csv", "fact_spends.csv"


@pytest.fixture
def delivery(small_delivery, tmp_path) -> Path:
    folder = tmp_path / "delivery"
    folder.mkdir()
    for name in (CUSTOMERS, SPENDS):
        shutil.copyfile(small_delivery / name, folder / name)
    return folder


@pytest.fixture
def refused(small, published, dbt, tmp_path) -> Callable[..., str]:
    """Builds over the small publication, which stays as it was; returns what dbt said."""
    def run(delivery, *arguments) -> str:
        before = builds_that_readers_see(published)
        result = dbt("build", *arguments, raw_dir=delivery)
        assert result.returncode == 1, result.stdout[-2000:]
        assert "Traceback" not in result.stdout and "ATQCUS" not in result.stdout
        assert builds_that_readers_see(published) == before
        assert_same_marts(
            Build(tmp_path / "mitron.duckdb", delivery, ""), small, is_same_build=True
        )
        return " ".join(result.stdout.split())

    return run


def change(path: Path, keep=lambda row: True, edit=lambda row: row) -> None:
    """Keeps and edits the rows of a CSV file."""
    header, *rows = path.read_text(encoding="utf-8").splitlines()
    lines = [header, *(edit(row) for row in rows if keep(row))]
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


# ---- completeness ----


@pytest.mark.parametrize(
    "keep, said",
    [
        (lambda row: hash_of(row) % 2, "cells of the grid of customers, months, categories"),
        (lambda row: hash_of(row) % 200 == 0, "cells of the grid of customers"),
        (lambda row: ",Net Banking," not in row, "(75.00 %, at least 99 % wanted)"),
        (lambda row: ",July," not in row, "(83.33 %, at least 99 % wanted)"),
        (lambda row: ",October," not in row, "5 of 6 months of the previous publication"),
        (lambda row: row[8] not in "02", "customers with spends"),
    ],
    ids=["half", "a sample", "no net banking", "a month between", "the last month", "silent"],
)
def test_a_part_of_a_delivery_stops_the_build(keep, said, delivery, refused):
    change(delivery / SPENDS, keep)
    output = refused(delivery)
    assert "fact_spends: expected a complete delivery, found" in output
    assert said in output and "set the var" in output


def hash_of(row: str) -> int:
    """Some number that is the same in every run."""
    return sum(row.encode()) * 7919 // 13


def test_fewer_customers_than_before_stop_the_build(delivery, refused):
    change(delivery / CUSTOMERS, lambda row: row[8:10] != "00")
    ids = {row.split(",")[0] for row in (delivery / CUSTOMERS).read_text().splitlines()}
    change(delivery / SPENDS, lambda row: row.split(",")[0] in ids)
    assert "customers of the previous publication" in refused(delivery)


def test_a_sparse_delivery_is_one_var_away(delivery, dbt, tmp_path):
    change(delivery / SPENDS, lambda row: hash_of(row) % 2)
    result = dbt("build", "--vars", "{min_grid_pct: 20}", raw_dir=delivery)
    assert result.returncode == 0, result.stdout[-2000:]
    quality = Build(tmp_path / "mitron.duckdb", delivery, "").read("marts.data_quality")
    (grid,) = quality.filter(measure="grid_cells")["row_share_pct"]
    assert 20 < grid < 80


# ---- origin ----


def make_real(published: Path) -> None:
    """As if the bank's files had been published."""
    about = published / manifest_of(published)["folder"] / "about.parquet"
    about.chmod(0o644)
    with duckdb.connect() as connection:
        connection.execute(f"create table about as from '{about}'")
        connection.execute("update about set data_origin = 'real'")
        connection.execute(f"copy about to '{about}'")


def test_synthetic_data_do_not_replace_real_ones(published, small_delivery, dbt):
    """What readers see says whether it is real; SYNTHETIC.txt is not asked for."""
    make_real(published)
    real = manifest_of(published)
    for raw_dir in (small_delivery, None):
        result = dbt("build", raw_dir=raw_dir)
        assert result.returncode == 1
        assert "readers see real data, and this delivery is synthetic" in result.stdout
        assert "OK created" not in result.stdout and "OK loaded" not in result.stdout
    for command, code in ((["test", "--select", "cities"], 1), (["seed"], 0),
                          (["run-operation", "publish_marts"], 1)):
        result = dbt(*command, raw_dir=small_delivery)
        assert result.returncode == code and "ublished 35 tables" not in result.stdout
    assert manifest_of(published) == real


def test_the_banks_ids_make_a_delivery_real(published, delivery, dbt):
    """They begin below the pilot's."""
    make_real(published)
    for name in (CUSTOMERS, SPENDS):
        change(delivery / name, edit=lambda row: row.replace("ATQCUS5", "ATQCUS0", 1))
    assert dbt("build", "--select", "raw", raw_dir=delivery).returncode == 0


def test_a_var_lets_synthetic_data_replace_real_ones(published, small_delivery, dbt):
    make_real(published)
    allowed = dbt(
        "run-operation", "publish_marts", "--vars", "{publish_synthetic_over_real: true}",
        raw_dir=small_delivery,
    )
    assert allowed.returncode == 0, allowed.stdout[-2000:]
    assert "(synthetic data)" in allowed.stdout


# ---- settings ----


def run_in(folder: Path, *arguments, **environment) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "-m", "dbt.cli.main", "--no-use-colors", *arguments],
        cwd=folder, capture_output=True, text=True,
        env={key: value for key, value in os.environ.items() if not key.startswith("MITRON_")}
        | environment,
    )


@pytest.fixture(scope="module")
def settings_only(tmp_path_factory) -> Path:
    """The project without models: dbt parses all of them anew for another setting, and a
    command looks at the settings first."""
    project = copy_project(tmp_path_factory.mktemp("settings"))
    for folder in ("models", "analyses", "tests"):
        shutil.rmtree(project / folder)
    (project / "selectors.yml").unlink()
    return project


def test_an_empty_variable_means_unset_except_for_the_delivery(
    settings_only, small_delivery, tmp_path
):
    environment = environment_of(tmp_path / "mitron.duckdb", small_delivery)
    fine = run_in(
        settings_only, "seed", "-s", "raw_customers",
        **environment | {"MITRON_MEMORY_LIMIT": ""},
    )
    assert fine.returncode == 0, fine.stdout
    empty = run_in(settings_only, "seed", **environment | {"MITRON_RAW_DIR": ""})
    assert empty.returncode == 1
    assert "MITRON_RAW_DIR: expected the folder of a delivery, found nothing" in empty.stdout


@pytest.mark.parametrize(
    "variable, value, said",
    [
        ("MITRON_MEMORY_LIMIT", "lots", "expected a size such as 6GB"),
        ("MITRON_MEMORY_LIMIT", "-1GB", "expected a size such as 6GB"),
        ("MITRON_DUCKDB_PATH", "{}/none/mitron.duckdb", "expected a file in a folder that exists"),
        ("MITRON_DUCKDB_PATH", "{}/notes.txt", "expected a DuckDB database, found another file"),
        ("MITRON_DUCKDB_PATH", "{}", "is a folder; name a file in it"),
    ],
)
def test_a_setting_that_cannot_be_right_is_one_sentence(
    variable, value, said, settings_only, small_delivery, tmp_path
):
    (tmp_path / "notes.txt").write_text("this is no database, whatever its name is")
    environment = environment_of(tmp_path / "mitron.duckdb", small_delivery)
    result = run_in(settings_only, "seed", **environment | {variable: value.format(tmp_path)})
    assert result.returncode != 0
    assert said in result.stdout and "Traceback" not in result.stdout + result.stderr


@pytest.mark.parametrize(
    "variables, said",
    [
        # dbt parses the project anew for each set of vars: several wrong ones at once
        (
            "{disclosure_min_customers: -1, max_quarantined_pct: 101, pilot_year: 23,"
            " jackknife_groups: 2.5, confidence_z: wide, publish_core: maybe, costumers: 10}",
            [
                "disclosure_min_customers: expected a whole number from 2 to 1000, found -1",
                "max_quarantined_pct: expected a number from 0 to 100, found 101",
                "pilot_year: expected a whole number from 1900 to 2200, found 23",
                "jackknife_groups: expected a whole number from 10 to 1000, found 2.5",
                "confidence_z: expected a number from 0.1 to 10, found wide",
                "publish_core: expected true or false, found maybe",
                "found costumers; correct its name",
            ],
        ),
        (
            "{mid_value_min_utilisation_pct: 70, income_band_limits_inr: [30000, 20000]}",
            ["expected less than high_value_min_utilisation_pct (60), found 70",
             "income_band_limits_inr: expected a list of rising amounts above zero, found [30000,"],
        ),
    ],
    ids=["ranges and names", "order of the limits"],
)
def test_a_var_that_cannot_be_right_is_one_sentence(
    variables, said, settings_only, small_delivery, tmp_path
):
    environment = environment_of(tmp_path / "mitron.duckdb", small_delivery)
    result = run_in(settings_only, "build", "--vars", variables, **environment)
    assert result.returncode == 1
    output = " ".join(result.stdout.split())
    assert [sentence for sentence in said if sentence not in output] == []
    assert "OK created" not in output and "OK loaded" not in output


MOVED = {
    "pilot_year": 2019, "max_quarantined_pct": 3, "min_grid_pct": 50,
    "min_customers_with_spends_pct": 50, "max_fewer_customers_pct": 50, "allow_fewer_members": True,
    "customer_id_pattern": "^ATQCUS[0-9]+$", "high_value_min_utilisation_pct": 55,
    "mid_value_min_utilisation_pct": 35, "confidence_z": 1.644854, "disclosure_min_customers": 5,
    "reliability_min_customers": 20, "reliability_max_interval_points": 15,
    "distinctive_alpha": 0.01, "distinctive_min_index_points": 3, "card_share_min_points": 2,
    "driver_min_lost_pct": 2, "key_segment_min_customers": 20, "jackknife_groups": 10,
    "publish_core": True, "publish_synthetic_over_real": True, "contract_version": "9.9",
    "income_band_limits_inr": [25000, 40000.5], "one_customer_max_points": 0.5,
}


def test_every_var_can_be_moved(small_delivery, dbt):
    """No unit test and no data test assumes a default."""
    result = dbt("build", "--vars", str(MOVED), raw_dir=small_delivery)
    assert result.returncode == 0, result.stdout[-3000:]
    project = (Path.cwd() / "dbt_project.yml").read_text(encoding="utf-8")
    known = project.partition("\nvars:")[2].partition("\non-run-start")[0]
    names = [line.split(":")[0].strip() for line in known.splitlines() if line[2:3].isalpha()]
    assert set(names) == set(MOVED)


def test_an_empty_build_passes_and_publishes_nothing(dbt, tmp_path, small_delivery):
    result = dbt("build", "--empty", raw_dir=small_delivery)
    assert result.returncode == 0, result.stdout[-3000:]
    assert not (tmp_path / "published").exists()


# ---- paths ----


def test_a_project_with_an_odd_path_from_another_folder(small_delivery, tmp_path):
    """As schedulers start it: from anywhere, with nothing but where the project lies."""
    odd = tmp_path / "it's [1] \u00e9t\u00e9"
    odd.mkdir()
    project = copy_project(odd)
    delivery = Path(shutil.copytree(small_delivery, odd / "del*very"))
    result = run_in(
        tmp_path, "build", "--project-dir", str(project), "--profiles-dir", str(project),
        MITRON_RAW_DIR=str(delivery),
    )
    assert result.returncode == 0, result.stdout[-3000:] + result.stderr[-2000:]
    assert (project / "mitron.duckdb").exists()
    assert len(manifest_of(project / "published")["tables"]) > 20


# ---- spellings ----


def test_unknown_spellings_come_with_the_line_that_makes_them_known(delivery, refused):
    change(delivery / CUSTOMERS, edit=lambda row: row.replace(",Bengaluru,", ",Bangalore,")
           .replace(",Female,", ",F,").replace(",Male,", ",M,"))
    output = refused(delivery)
    assert 'gender "F" (' in output and "add the line gender,F,Female," in output
    assert "add the line gender,M,Male," in output
    assert "add the line city,Bangalore,Bengaluru," in output


def test_swapped_columns_show_neither_ids_nor_incomes(delivery, refused):
    def swap(row: str) -> str:
        customer, age, city, *rest, income = row.split(",")
        return ",".join([customer, age, income, *rest, city])

    change(delivery / CUSTOMERS, edit=swap)
    output = refused(delivery)
    assert "city_unknown" in output and "add the line" not in output


def test_rows_that_stop_a_first_build_can_be_read(delivery, dbt, tmp_path):
    change(delivery / CUSTOMERS, edit=lambda row: row.replace(",Mumbai,", ",Bombay,"))
    result = dbt("build", raw_dir=delivery)
    assert result.returncode == 1
    assert "See staging.stg_quarantined_customers" in " ".join(result.stdout.split())
    with duckdb.connect(tmp_path / "mitron.duckdb", read_only=True) as connection:
        rows = connection.execute(
            "select count(*), min(delivered_row_number) from staging.stg_quarantined_customers"
            " where quarantine_reasons = 'city_unknown' and delivered_row like '%Bombay%'"
        ).fetchone()
    assert rows and rows[0] > 10 and rows[1] >= 1


def test_two_years_without_a_year_are_called_that(delivery, refused):
    header, *rows = (delivery / SPENDS).read_text().splitlines()
    again = [f"{row.rsplit(',', 1)[0]},{int(float(row.rsplit(',', 1)[1])) + 1}" for row in rows]
    (delivery / SPENDS).write_text("\n".join([header, *rows, *again]) + "\n")
    assert "more than one year, deliver a column year" in refused(delivery)
