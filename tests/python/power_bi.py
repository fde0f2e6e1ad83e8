"""The files of the Power BI project, as the tests read them."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import dax
import duckdb
import polars as pl
from builds import PROJECT

FOLDER = PROJECT / "bi" / "power_bi"
MODEL = FOLDER / "mitron.SemanticModel" / "definition"
REPORT = FOLDER / "mitron.Report"


def read_json(path: Path) -> dict:
    return json.loads(path.read_text(encoding="utf-8"))


def read_model() -> dict[str, dict]:
    """Table to label to a column's or measure's kind, description and properties."""
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
            description = None
        elif line.startswith("\tpartition"):
            break
        elif line.startswith("\t\t\t"):
            entry["dax"] += " " + line.strip()
        elif match := re.fullmatch(r"\t\t(\w+)(?:: (.*))?", line):
            entry[match[1]] = match[2] or "true"
    return found


def columns(model: dict, table: str) -> dict[str, str]:
    """A table's labels, and the columns of the mart that they stand for."""
    return {
        label: entry["sourceColumn"] for label, entry in model[table].items()
        if entry["kind"] == "column" and not entry["sourceColumn"].startswith("[")
    }


def measures(model: dict) -> dict[str, dict]:
    return {
        label: entry for entries in model.values() for label, entry in entries.items()
        if entry["kind"] == "measure"
    }


def read_relationships() -> list[tuple[str, str, str, str]]:
    """Table and column of the side with many rows; table and column of the one."""
    text = (MODEL / "relationships.tmdl").read_text(encoding="utf-8")
    name = r"(\w+)\.('.+?'|\w+)"
    return [
        (many, column.strip("'"), one, key.strip("'"))
        for many, column, one, key in re.findall(
            rf"fromColumn: {name}\n\ttoColumn: {name}\n", text
        )
    ]


def source_of(table: str) -> str:
    """The published table that a table of the model reads."""
    text = (MODEL / "tables" / f"{table}.tmdl").read_text(encoding="utf-8")
    match = re.search(r'\[Schema = "(\w+)", Item = "(\w+)"\]', text)
    assert match, table
    return f"{match[1]}.{match[2]}"


def frame(connection: duckdb.DuckDBPyConnection, query: str, folder: Path) -> pl.DataFrame:
    """By way of a file: DuckDB's own way needs pyarrow, and rows in Python are slow."""
    connection.execute(f"copy ({query}) to '{folder / 'rows.parquet'}' (format parquet)")
    return pl.read_parquet(folder / "rows.parquet", memory_map=False)


def loaded(model: dict, warehouse: Path, folder: Path) -> dax.Model:
    """The model with its rows, as a refresh with LoadCustomers reads them."""
    frames = {}
    with duckdb.connect(warehouse, read_only=True) as connection:
        for table in model:
            if table == "date":
                frames[table] = frame(connection, (
                    "select cast(day as date) as \"Date\","
                    " cast(date_trunc('month', day) as date) as \"Month\","
                    " year(day) || ' Q' || quarter(day) as \"Quarter\" from ("
                    "select unnest(generate_series(min(month_start_date),"
                    " last_day(max(month_start_date)), interval 1 day)) as day from marts.months)"
                ), folder)
            elif table != "breakdown":
                shown = ", ".join(
                    f'{column} as "{label}"' for label, column in columns(model, table).items()
                )
                frames[table] = frame(
                    connection, f"select {shown} from {source_of(table)}", folder
                )
    return dax.Model(
        frames, read_relationships(),
        {label: each["dax"] for label, each in measures(model).items()},
    )
