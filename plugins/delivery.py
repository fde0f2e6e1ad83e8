"""Loads the files of a seed: the part that SQL cannot do.

DuckDB takes a path for a pattern and a folder's name for a column; and where it complains while
loading, it prints the row. Here files are read as `delivered_files` found them, the table is
replaced in one transaction or not at all, and whatever goes wrong becomes one sentence that
never quotes a row. `macros/engines/seed.sql` calls `load_seed`.
"""

import io
import json
import os
import re
import tempfile
from itertools import groupby
from pathlib import Path
from typing import Any

import duckdb
from dbt.adapters.duckdb.plugins import BasePlugin
from dbt_common.exceptions import DbtRuntimeError
from delivered_files import (
    LONGEST_LINE,
    RAW_DIR,
    DeliveredFile,
    Expected,
    Refused,
    find_files,
    look_at,
    open_bytes,
    shown,
    suffix_of,
    with_one_line_end,
)
from sql_text import identifier, literal, parquet_of, pattern_of

NUMBERS = ("DECIMAL", "DOUBLE", "FLOAT")

# ---- the select ----


def csv_of(files: list[DeliveredFile], table: str) -> str:
    names = ", ".join(literal(pattern_of(file.copy or file.path)) for file in files)
    columns = ", ".join(
        f"{literal(name)}: 'varchar'" for name in positions(files[0])
    )
    is_packed = suffix_of(files[0].path) == ".csv.gz" and not files[0].copy
    packing = "gzip" if is_packed else "none"
    return f"""read_csv(
        [{names}], compression = '{packing}', columns = {{{columns}}}, header = true,
        auto_detect = false, strict_mode = true, hive_partitioning = false,
        delim = ',', quote = '"', escape = '"',
        rejects_table = '{table}_rejects', rejects_scan = '{table}_reject_scans',
        rejects_limit = 1000, buffer_size = 8000000
    )"""


def positions(file: DeliveredFile) -> list[str]:
    """A name for every column of a file, those that are ignored too."""
    return [column or f" {place}" for place, column in enumerate(file.columns)]


def select_of(files: list[DeliveredFile], expected: Expected, table: str) -> str:
    """Files of one shape as the seed's columns; a column that they leave out is null."""
    first = files[0]
    kinds = dict(zip(first.columns, first.types, strict=False))
    columns = []
    for column, kind in expected.types.items():
        if column in first.constants:
            value = f"cast({literal(first.constants[column])} as {kind})"
        elif column not in first.columns:
            value = f"cast(null as {kind})"
        elif kind != "string":
            value = cast_or_error(first, column, kind)
        else:
            value = text_of(column, kinds.get(column, ""), expected.decimals.get(column))
        columns.append(f"{value} as {identifier(column)}")
    if first.is_parquet:
        names = ", ".join(identifier(name) for name in positions(first))
        source = f"{parquet_of(*(file.path for file in files))} as delivered ({names})"
    else:
        source = csv_of(files, table)
    return f"select {', '.join(columns)} from {source}"


def text_of(column: str, kind: str, decimals: int | None) -> str:
    """A delivered value as text; a number that is no whole one with its seed's decimals."""
    name = identifier(column)
    if decimals is None or not kind.startswith(NUMBERS):
        return f"cast({name} as varchar)"
    if decimals:
        return (
            f"coalesce(cast(try_cast({name} as decimal(38, {decimals})) as varchar),"
            f" cast({name} as varchar))"
        )
    return (
        f"case when try_cast({name} as bigint) = {name}"
        f" then cast(try_cast({name} as bigint) as varchar) else cast({name} as varchar) end"
    )


def cast_or_error(file: DeliveredFile, column: str, kind: str) -> str:
    """A value of a reference seed, or the sentence that says which one is wrong."""
    name = identifier(column)
    sentence = literal(f"{file.path}: expected {kind} in column {column}, found ")
    return (
        f"case when try_cast({name} as {kind}) is null and {name} is not null"
        f" then error({sentence} || {name} || '; correct the value.')"
        f" else try_cast({name} as {kind}) end"
    )


# ---- loading ----


def look_at_files(seed: dict, copies: Path) -> tuple[list[DeliveredFile], Expected]:
    """A seed's files, each looked at as bytes, and what is expected of them. Raises Refused."""
    expected = Expected(seed["types"], seed["optional"], seed["decimals"])
    folder = os.environ.get(RAW_DIR) if seed["delivery_name"] else None
    try:
        sources = (
            find_files(Path(folder), seed["delivery_name"])
            if folder else [(Path(seed["path"]), {})]
        )
        for path, _ in sources:
            str(path).encode()
    except OSError as error:
        raise Refused(
            f"{folder}: cannot be read ({error.strerror or type(error).__name__}); check the "
            "permissions of its folders."
        ) from None
    except UnicodeEncodeError:
        raise Refused(
            "MITRON_RAW_DIR: expected names in UTF-8, found a folder or a file with another; "
            "rename it."
        ) from None
    return [look_at(path, named, expected, copies) for path, named in sources], expected


def load(connection: Any, seed: dict) -> dict:
    """Replaces a seed's table by its files, or leaves it as it is and raises Refused."""
    with tempfile.TemporaryDirectory(prefix="mitron_") as folder:
        copies = Path(folder)
        files, expected = look_at_files(seed, copies)
        try:
            row_count = fill(connection, seed, files, expected)
        except duckdb.Error as error:
            # once more from copies that are unpacked and have one kind of line ends
            if any(file.is_parquet or file.copy for file in files) or is_own(error):
                raise Refused(explain(connection, error, files, expected)) from None
            for file in files:
                file.copy = with_one_line_end(file.path, copies)
            try:
                row_count = fill(connection, seed, files, expected)
            except duckdb.Error as again:
                raise Refused(explain(connection, again, files, expected)) from None
    return {
        "row_count": row_count,
        "file_count": len(files),
        "ignored_column_count": max(file.columns.count(None) for file in files),
    }


def examine(seed: dict) -> dict:
    """Looks at files that Spark is to load, as one table of one header: their place and format.

    Raises Refused.
    """
    with tempfile.TemporaryDirectory(prefix="mitron_") as copies:
        files, _ = look_at_files(seed, Path(copies))
    for file in files:
        if file.constants:
            raise Refused(
                f"{file.path}: expected no folder that names a column, which Spark's target does "
                "not read; put the column into the file."
            )
        if not file.is_parquet and file.columns != files[0].columns:
            raise Refused(
                f"{file.path}: expected the header of {files[0].path.name}, since Spark reads "
                "part files as one, found another; deliver all parts with the same columns."
            )
    path = files[0].path.resolve()
    folder = Path(os.environ[RAW_DIR]).resolve()
    return {
        "path": f"file://{path if path.parent == folder else path.parent}",
        "format": "parquet" if files[0].is_parquet else "csv",
    }


def fill(connection: Any, seed: dict, files: list[DeliveredFile], expected: Expected) -> int:
    """Creates the table and checks that nothing was lost, in one transaction."""
    # neighbours of one shape together: rows keep the order of the files' names
    groups = [list(group) for _, group in groupby(files, key=lambda file: file.shape)]
    select = " union all ".join(
        select_of(group, expected, f"group_{place}") for place, group in enumerate(groups)
    )
    with connection.cursor() as cursor:
        cursor.execute("begin")
        try:
            check_read(cursor, files)
            cursor.execute(
                f"create or replace table {seed['relation']} as {select}"
                f"{' limit 0' if seed['is_empty'] else ''}"
            )
            (row_count,) = cursor.execute(f"select count(*) from {seed['relation']}").fetchone()
            if not seed["is_empty"]:
                refuse_lost_rows(cursor, files, row_count)
            cursor.execute("commit")
        except BaseException:
            cursor.execute("rollback")
            raise
    return row_count


def is_synthetic(seed: dict) -> bool:
    """Whether the customers of the delivery at hand are all the synthetic pilot's.

    Their ids begin above those of the bank's files. False where the files cannot be loaded:
    then nothing is built of them.
    """
    with duckdb.connect() as connection:
        try:
            load(connection, {**seed, "relation": "customers"})
        except Refused:
            return False
        number = "regexp_extract(upper(customer_id), 'ATQCUS([0-9]{4,})', 1)"
        return not connection.execute(
            f"select 1 from customers where try_cast({number} as bigint) < 5001 limit 1"
        ).fetchall()


def check_read(connection: Any, files: list[DeliveredFile]) -> None:
    """DuckDB reads the files that were looked at, and no others."""
    for file in files:
        path = file.copy or file.path
        found = connection.execute("select file from glob(?)", [pattern_of(path)]).fetchall()
        if [Path(name) for (name,) in found] != [path]:
            raise Refused(
                f"{file.path}: expected to read this file alone, found {len(found)} files by its "
                "name; rename it and its folders."
            )


def refuse_lost_rows(connection: Any, files: list[DeliveredFile], row_count: int) -> None:
    """Refuses a ragged row, a quote that is never closed, or no row at all."""
    if not files[0].is_parquet:
        names = [
            name for (name,) in connection.execute(
                "select table_name from duckdb_tables() where table_name like '%\\_rejects'"
                " escape '\\'"
            ).fetchall()
        ]
        original = {str(file.copy or file.path): file.path for file in files}
        for name in names:
            rejects = connection.execute(
                "select scans.file_path, errors.line, errors.error_type,"
                " regexp_extract(errors.error_message, 'Found: ([0-9]+)', 1),"
                " regexp_extract(errors.error_message, 'Columns: ([0-9]+)', 1)"
                f" from temp.{name} as errors inner join"
                f" temp.{name.removesuffix('rejects')}reject_scans as scans"
                " using (scan_id, file_id) order by scans.file_path, errors.line limit 1"
            ).fetchall()
            for path, line, kind, found, wanted in rejects:
                if found:
                    what = (
                        f"expected {wanted} fields, found {found} in line {line}: the row is "
                        "ragged or the file was cut there"
                    )
                elif kind == "UNQUOTED VALUE":
                    what = (
                        "expected every quote to be closed on its line, found one left open in "
                        f"line {line}"
                    )
                elif kind == "LINE SIZE OVER MAXIMUM":
                    what = f"expected a line of at most 2 MB, found a longer one in line {line}"
                else:
                    what = f"expected a readable row, found {kind.lower()} in line {line}"
                raise Refused(
                    f"{original.get(path, path)}: {what}; correct the line or deliver the file "
                    "again."
                )
        if row_count != sum(file.line_count for file in files) - len(files):
            explain_lost_rows(files, row_count)
    if not row_count:
        raise Refused(
            f"{names_of(files)}: expected rows, found a header only; "
            "deliver it again."
        )


def names_of(files: list[DeliveredFile]) -> str:
    more = f" and {len(files) - 1:,} more" if len(files) > 1 else ""
    return f"{files[0].path}{more}"


def explain_lost_rows(files: list[DeliveredFile], row_count: int) -> None:
    """Why fewer rows than lines were loaded; nothing when blank lines are the reason."""
    filled_lines = 0
    for file in files:
        with open_bytes(file.path) as source:
            text = io.TextIOWrapper(source, encoding="utf-8", newline=None)
            for number, line in enumerate(text, start=1):
                filled_lines += line != "\n"
                if len(line) > LONGEST_LINE:
                    raise Refused(
                        f"{file.path}: expected a line of at most 2 MB, found a longer one in line "
                        f"{number}; correct the line and deliver the file again."
                    )
                if line.count('"') % 2:
                    raise Refused(
                        f"{file.path}: expected every quote to be closed on its line, found "
                        f"one left open in line {number}; correct the line and deliver "
                        "the file again."
                    )
        filled_lines -= 1
    if filled_lines != row_count:
        raise Refused(
            f"{names_of(files)}: expected {filled_lines} rows by the "
            f"count of lines, found {row_count}; deliver the file again."
        )


def is_own(error: duckdb.Error) -> bool:
    """Whether an error is a sentence of ours, raised by a select."""
    return "; correct the value." in str(error)


def explain(
    connection: Any, error: duckdb.Error, files: list[DeliveredFile], expected: Expected
) -> str:
    """What DuckDB says while loading as a sentence of ours: it may quote the row."""
    text = str(error)
    if is_own(error):
        return text.partition(": ")[2].strip()
    if isinstance(error, duckdb.OutOfMemoryException):
        return (
            f"{files[0].path}: expected to load it within the memory limit, found too little "
            "memory; raise MITRON_MEMORY_LIMIT."
        )
    for file in files:
        for path in filter(None, (file.path, file.copy)):
            text = text.replace(str(path), "").replace(pattern_of(path), "")
    if "No space left" in text:
        return (
            f"{files[0].path}: expected room for its rows, found the disk full; free some space "
            "and build again."
        )
    broken = (file for file in files if not can_be_read(connection, file, expected))
    culprit = next(broken, files[0])
    line = re.search(r"[Ll]ine:? (\d+)", text)
    where = f" in line {line[1]}" if line and not culprit.is_parquet else ""
    if "aximum line size" in text:
        what = f"expected a line of at most 2 MB, found a longer one{where}"
    elif "utf" in text.lower() or "unicode" in text.lower():
        what = f"expected UTF-8 text, found other bytes{where}"
    elif culprit.is_parquet:
        what = "expected a Parquet file, found one that is cut or damaged"
    else:
        what = f"expected comma-separated values, found what cannot be read as such{where}"
    return f"{culprit.path}: {what}; deliver the file again."


def can_be_read(connection: Any, file: DeliveredFile, expected: Expected) -> bool:
    """Whether a file loads by itself."""
    try:
        connection.execute(
            "create or replace temp table looked_at as "
            + select_of([file], expected, "looked_at")
        )
    except duckdb.Error:
        return False
    return True


# ---- before dbt connects ----


def check_settings(path: str) -> None:
    """Refuses settings with which DuckDB would not start, in one sentence."""
    limit = os.environ.get("MITRON_MEMORY_LIMIT", "")
    if limit and not re.fullmatch(r"(?i)\d+(\.\d+)?\s*([kmgt]i?b|b)", limit.strip()):
        raise DbtRuntimeError(
            f"MITRON_MEMORY_LIMIT: expected a size such as 6GB, found {shown(limit)}; correct it "
            "or unset it."
        )
    warehouse = Path(path)
    if not warehouse.parent.is_dir():
        raise DbtRuntimeError(
            f"MITRON_DUCKDB_PATH: expected a file in a folder that exists, but {warehouse.parent} "
            "does not; make the folder."
        )
    if warehouse.is_dir():
        raise DbtRuntimeError(
            f"MITRON_DUCKDB_PATH: expected a file, but {warehouse} is a folder; name a file in it."
        )
    if warehouse.exists() and warehouse.stat().st_size:
        with warehouse.open("rb") as file:
            if file.read(12)[8:] != b"DUCK":
                raise DbtRuntimeError(
                    f"{warehouse}: expected a DuckDB database, found another file; delete it, and "
                    "the next build makes it anew, or name another in MITRON_DUCKDB_PATH."
                )


class Plugin(BasePlugin):
    """Registers the loader with the connection that dbt-duckdb opens."""

    def initialize(self, config: dict[str, Any]) -> None:
        """Refuses settings that DuckDB would stumble over."""
        if self.creds is not None:
            check_settings(self.creds.path)

    def configure_connection(self, conn: duckdb.DuckDBPyConnection) -> None:
        def load_seed(seed_json: str) -> str:
            """Loads a seed: its row count, or the sentence that refuses it."""
            with conn.cursor() as connection:
                try:
                    return json.dumps(load(connection, json.loads(seed_json)))
                except Refused as refusal:
                    return json.dumps({"refusal": str(refusal)})

        def examine_delivery(seed_json: str) -> str:
            """Where the delivery lies, or the sentence that refuses its files."""
            try:
                return json.dumps(examine(json.loads(seed_json)))
            except Refused as refusal:
                return json.dumps({"refusal": str(refusal)})

        conn.create_function(
            "examine_delivery", examine_delivery, ["VARCHAR"], "VARCHAR", side_effects=True
        )
        conn.create_function("load_seed", load_seed, ["VARCHAR"], "VARCHAR", side_effects=True)
        conn.create_function(
            "is_synthetic", lambda seed_json: is_synthetic(json.loads(seed_json)),
            ["VARCHAR"], "BOOLEAN", side_effects=True,
        )
