"""Deliveries that must be refused: one sentence, no traceback, no mart touched."""

from __future__ import annotations

import gzip
import re
import shutil
from pathlib import Path

import duckdb
import pytest
from builds import Build, assert_same_marts, copy_project

pytestmark = pytest.mark.slow

CUSTOMERS, SPENDS = "dim_customers.csv", "fact_spends.csv"


def edit(name, change):
    """A refusal's preparation: replaces a file's bytes by `change(bytes)`."""
    def prepare(folder: Path):
        (folder / name).write_bytes(change((folder / name).read_bytes()))

    return prepare


def replace_line(name, number, change):
    """Replaces a line (the header is line 1) by `change(line)`."""
    def on_bytes(data: bytes) -> bytes:
        lines = data.split(b"\n")
        lines[number - 1] = change(lines[number - 1])
        return b"\n".join(lines)

    return edit(name, on_bytes)


def in_other_format(name, other, content):
    def prepare(folder: Path):
        (folder / name).unlink()
        (folder / other).write_bytes(content(folder / name) if callable(content) else content)

    return prepare


def cut_gzip(folder: Path):
    data = (folder / SPENDS).read_bytes()
    (folder / SPENDS).unlink()
    packed = gzip.compress(data)
    (folder / f"{SPENDS}.gz").write_bytes(packed[: len(packed) // 2])


def cut_parquet(folder: Path):
    path = folder / "fact_spends.parquet"
    duckdb.execute(f"copy (from read_csv('{folder / SPENDS}')) to '{path}'")
    (folder / SPENDS).unlink()
    path.write_bytes(path.read_bytes()[:-100])


def empty_parquet(folder: Path):
    path = folder / "fact_spends.parquet"
    duckdb.execute(f"copy (from read_csv('{folder / SPENDS}') limit 0) to '{path}'")
    (folder / SPENDS).unlink()


def mixed_parts(folder: Path):
    parts = folder / "fact_spends"
    parts.mkdir()
    shutil.move(folder / SPENDS, parts / "a.csv")
    shutil.copy(parts / "a.csv", parts / "b.csv.gz")


REFUSALS = {
    # what is done to the delivery: (preparation, what the sentence says)
    "missing file": (lambda f: (f / SPENDS).unlink(), "expected fact_spends.csv"),
    "missing column": (
        edit(CUSTOMERS, lambda d: d.replace(b"customer_id,age_group", b"customer_id")),
        "missing age_group",
    ),
    "extra column": (
        edit(SPENDS, lambda d: d.replace(b"\n", b",1\n").replace(b"spend,1", b"spend,tip")),
        "unknown tip",
    ),
    "renamed column": (
        edit(SPENDS, lambda d: d.replace(b"category", b"kind", 1)),
        "missing category; unknown kind",
    ),
    "repeated column": (
        edit(SPENDS, lambda d: d.replace(b"month,category", b"month,month", 1)),
        "missing category; repeated month",
    ),
    "semicolons": (edit(SPENDS, lambda d: d.replace(b",", b";")), "found semicolons"),
    "tabs": (edit(SPENDS, lambda d: d.replace(b",", b"\t")), "found tabs"),
    "empty file": (edit(SPENDS, lambda d: b""), "found an empty file"),
    "header only": (edit(SPENDS, lambda d: d.split(b"\n")[0] + b"\n\n"), "a header only"),
    "not UTF-8": (
        replace_line(SPENDS, 5000, lambda line: line.replace(b"a", b"\xe9", 1)),
        "found other bytes in line 5000",
    ),
    "UTF-16": (
        edit(SPENDS, lambda d: d.decode().encode("utf-16")), "found UTF-16 text",
    ),
    "NUL byte": (
        replace_line(SPENDS, 5001, lambda line: line[:-1] + b"\0"),
        "found a NUL byte in line 5001",
    ),
    "cut inside a row": (
        edit(SPENDS, lambda d: d[: d.rindex(b",")]), "5 fields, found 4 in line 43201",
    ),
    "cut gzip": (cut_gzip, "found one that is cut or damaged"),
    "no gzip": (
        in_other_format(SPENDS, f"{SPENDS}.gz", b"customer_id,month"), "found plain text",
    ),
    "cut parquet": (cut_parquet, "expected a Parquet file, found one that is cut"),
    "empty parquet": (empty_parquet, "a header only"),
    "row with a field less": (
        replace_line(SPENDS, 7000, lambda line: line.rsplit(b",", 1)[0]),
        "expected 5 fields, found 4 in line 7000",
    ),
    "row with a field more": (
        replace_line(CUSTOMERS, 77, lambda line: line + b",x"),
        "expected 7 fields, found 8 in line 77",
    ),
    "unclosed quote": (
        replace_line(SPENDS, 9000, lambda line: line.replace(b",", b',"', 1)),
        "left open in line 9000",
    ),
    "row with a field more between two kinds of line ends": (
        replace_line(SPENDS, 60, lambda line: line + b",1\r"),
        "expected 5 fields, found 6 in line 60",
    ),
    "quotes over lines": (
        edit(SPENDS, lambda d: d.replace(b",Food,", b',"Food,', 1)
             .replace(b",Travel,", b',Travel",', 1)),
        "left open in line",
    ),
    "two candidates": (
        lambda f: shutil.copy(f / SPENDS, f / f"{SPENDS}.gz"),
        "fact_spends.csv and fact_spends.csv.gz; this is ambiguous",
    ),
    "parts of two kinds": (mixed_parts, "found .csv and .csv.gz; this is ambiguous"),
    "no header": (
        edit(SPENDS, lambda d: d.split(b"\n", 1)[1]), "found none of them in the first line",
    ),
    "a part of another kind": (
        lambda f: ((f / "fact_spends").mkdir(), (f / SPENDS).rename(f / "fact_spends/a.txt")),
        "only, found a.txt",
    ),
    "folder without parts": (
        lambda f: ((f / SPENDS).unlink(), (f / "fact_spends").mkdir()),
        "expected part files (.csv, .csv.gz, .parquet), found none",
    ),
}


def ids_in(target: Path, delivery: Path) -> set[str]:
    """Customers of the delivery in the log and in what dbt compiled and ran."""
    rows = (delivery / CUSTOMERS).read_text(encoding="utf-8").splitlines()[1:]
    ids = {row.split(",")[0] for row in rows}
    found: set[str] = set()
    for path in target.rglob("*"):
        if path.suffix in (".log", ".sql", ".json"):
            found |= ids & set(re.findall(r"ATQCUS\d+", path.read_text(encoding="utf-8")))
    return found


@pytest.fixture
def refused(small, small_delivery, tmp_path, dbt, target_path):
    """Loads a spoilt delivery over a good warehouse and returns what dbt printed."""
    def run(prepare, *arguments):
        folder, warehouse = tmp_path / "delivery", tmp_path / "mitron.duckdb"
        shutil.copytree(small_delivery, folder)
        small.copy_to(warehouse.parent)
        prepare(folder)
        result = dbt(*(arguments or ["seed"]), raw_dir=folder, warehouse=warehouse)
        assert result.returncode == 1
        assert_same_marts(Build(warehouse, folder, result.stdout), small, is_same_build=True)
        assert "Traceback" not in result.stdout + result.stderr
        assert "ATQCUS" not in result.stdout + result.stderr
        assert not ids_in(target_path, small_delivery), "an id in dbt's files"
        return result.stdout

    return run


@pytest.mark.parametrize("case", REFUSALS)
def test_a_broken_delivery_is_refused_in_one_sentence(refused, case):
    prepare, sentence = REFUSALS[case]
    output = refused(prepare)
    assert re.sub(r"\s+", " ", sentence) in output
    assert "ERROR=1" in output
    assert re.search(r"delivery[^:]*: expected .+, found .+[.;]", output)


def test_a_folder_that_does_not_exist(refused, tmp_path):
    output = refused(shutil.rmtree, "build")
    assert f"expected a folder, but {tmp_path / 'delivery'} does not exist" in output


def test_too_many_quarantined_rows_stop_the_build(refused):
    """2 % of the spends are unreadable: nothing is built, and the reason is told."""
    def spoil(folder: Path):
        lines = (folder / SPENDS).read_text().splitlines()
        for position in range(1, len(lines), 50):
            lines[position] += "?"
        (folder / SPENDS).write_text("\n".join(lines) + "\n")

    output = refused(spoil, "build")
    assert "fact_spends: expected at most 1 % of the rows in quarantine" in output
    assert "found 864 of 43,200 (2.00 %), most for spend_unreadable (864 rows)" in output


def test_a_wrong_value_in_a_reference_seed_is_named(small_delivery, tmp_path, dbt):
    project = copy_project(tmp_path)
    with (project / "seeds/reference/accepted_members.csv").open("a") as file:
        file.write("city,Pune,Pune,sixth\n")
    result = dbt("seed", raw_dir=small_delivery, project=project)
    assert result.returncode == 1
    assert (
        "accepted_members.csv: expected int in column sort_order, found sixth; correct the"
        in result.stdout
    )


def test_ids_stay_out_of_the_logs(debug_log, refused, target_path, small_delivery):
    refused(REFUSALS["unclosed quote"][0])
    ids = {line.split(",")[0] for line in (small_delivery / SPENDS).read_text().splitlines()}
    log = (Path(target_path) / "logs" / "dbt.log").read_text()
    assert "left open in line 9000" in log
    assert not [number for number in ids - {"customer_id"} if number in log]
