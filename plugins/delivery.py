"""Looks at a delivery's files before DuckDB reads them: the part that SQL cannot do.

DuckDB reads a truncated gzip, a NUL byte or a quote that swallows half a file without a
word, and where it does complain it prints the row. Here every file is opened once, as
bytes, and refused with one sentence that names the file, what was expected, what was
found and what to do, and that never quotes a customer's row. `macros/seed.sql` calls
`open_delivery` before it loads and `explain_lost_rows` when rows and lines do not match.
"""

import codecs
import csv
import gzip
import json
import os
import re
import zlib
from dataclasses import dataclass
from pathlib import Path

import duckdb
import numpy as np
from dbt.adapters.duckdb.plugins import BasePlugin

SUFFIXES = (".csv", ".csv.gz", ".parquet")
OTHER_DELIMITERS = {";": "semicolons", "\t": "tabs", "|": "vertical bars"}
CHUNK_BYTES = 1 << 20


class Refused(Exception):
    """A delivery that cannot be loaded; the message is the sentence for the user."""


@dataclass
class DeliveredFile:
    """One file of a delivery: its columns as the seed names them, and its line count."""

    path: Path
    columns: list[str]
    line_count: int = 0
    has_mixed_line_ends: bool = False


def suffix_of(path: Path) -> str:
    return next((s for s in SUFFIXES if path.name.endswith(s)), "")


def find_files(folder: Path, table: str) -> list[Path]:
    """The file, or the part files, that hold `table` in a delivery's folder."""
    if not folder.is_dir():
        raise Refused(
            f"MITRON_RAW_DIR: expected a folder, but {folder} "
            f"{'is a file' if folder.exists() else 'does not exist'}; "
            "point MITRON_RAW_DIR to the folder of the delivery, or unset it to use the "
            "synthetic pilot."
        )
    names = [table + suffix for suffix in SUFFIXES]
    candidates = [folder / name for name in names if (folder / name).is_file()]
    part_folder = folder / table
    parts = []
    if part_folder.is_dir():
        candidates.append(part_folder)
        # names that begin so are how Spark and Hive mark what is no data
        parts = sorted(p for p in part_folder.iterdir() if p.name[0] not in "._")
    if not candidates:
        raise Refused(
            f"{folder}: expected {', '.join(names)} or a folder {table}/ of part files, "
            f"found {', '.join(sorted(p.name for p in folder.iterdir())[:5]) or 'nothing'}"
            "; put the file there, or unset MITRON_RAW_DIR to use the synthetic pilot."
        )
    if len(candidates) > 1:
        raise Refused(
            f"{folder}: expected one source for {table}, found "
            f"{' and '.join(path.name for path in candidates)}; this is ambiguous, "
            "keep one of them."
        )
    if candidates == [part_folder]:
        kinds = sorted({suffix_of(part) for part in parts})
        other = [p.name for p in parts if not suffix_of(p) or not p.is_file()]
        if other:
            raise Refused(
                f"{part_folder}: expected part files ({', '.join(SUFFIXES)}) only, found "
                f"{other[0]}; rename it or take it out of the folder."
            )
        if not parts:
            raise Refused(
                f"{part_folder}: expected part files ({', '.join(SUFFIXES)}), found none"
                "; put them there or remove the folder."
            )
        if len(kinds) > 1:
            raise Refused(
                f"{part_folder}: expected part files of one kind, found "
                f"{' and '.join(kinds)}; this is ambiguous, keep one kind."
            )
        return parts
    return candidates


def name_columns(
    path: Path, found: list[str], expected: list[str], optional: list[str], aliases: dict
) -> list[str]:
    """The file's columns under the seed's names, in the file's order."""
    named = [aliases.get(column, column) for column in found]
    if not set(named) & set(expected):
        # the first line may be a customer's row: it is not repeated
        raise Refused(
            f"{path}: expected a header with the columns {', '.join(expected)}, found none "
            "of them in the first line; add the header and deliver the file again."
        )
    missing = [c for c in expected if c not in named and c not in optional]
    unknown = [c for c in named if c not in expected]
    repeated = sorted({c for c in named if named.count(c) > 1})
    if missing or unknown or repeated:
        problems = [
            f"{word} {', '.join(columns)}"
            for word, columns in (
                ("missing", missing), ("unknown", unknown), ("repeated", repeated)
            )
            if columns
        ]
        required = ", ".join(c for c in expected if c not in optional)
        raise Refused(
            f"{path}: expected the columns {required}, found {', '.join(found)} "
            f"({'; '.join(problems)}); correct the header and deliver the file again."
        )
    return named


def split_header(path: Path, line: str, expected: list[str], aliases: dict) -> list[str]:
    def split(delimiter):
        return [field.strip().strip('"').strip() for field in line.split(delimiter)]

    for delimiter, word in OTHER_DELIMITERS.items():
        known = [f for f in split(delimiter) if aliases.get(f, f) in expected]
        if line.count(delimiter) and len(known) > 1:
            raise Refused(
                f"{path}: expected fields separated by commas, found {word}; save the "
                "file as comma-separated values and deliver it again."
            )
    return split(",")


def open_file(path: Path, mode: str, **options):
    """Opens a CSV file, packed or not."""
    return (gzip.open if suffix_of(path) == ".csv.gz" else open)(path, mode, **options)


def read_csv_bytes(path: Path) -> tuple[str, int, bool]:
    """The header, the number of lines and whether line ends differ, from every byte."""
    decoder = codecs.getincrementaldecoder("utf-8-sig")()
    header, last = None, b""
    line_ends = windows_line_ends = 0
    with open_file(path, "rb") as file:
        while chunk := file.read(CHUNK_BYTES):
            try:
                # most files are plain ASCII, where nothing is to be decoded
                is_plain = header is not None and chunk.isascii() and not decoder.getstate()[0]
                text = "" if is_plain else decoder.decode(chunk)
            except UnicodeDecodeError as error:
                line = line_ends + chunk.count(b"\n", 0, error.start) + 1
                raise Refused(
                    f"{path}: expected UTF-8 text, found other bytes in line {line}; save "
                    "the file as UTF-8 and deliver it again."
                ) from None
            if (position := chunk.find(b"\0")) >= 0:
                line = line_ends + chunk.count(b"\n", 0, position) + 1
                raise Refused(
                    f"{path}: expected text, found a NUL byte in line {line}; the file is "
                    "damaged, deliver it again."
                )
            if header is None:
                header = re.split("[\r\n]", text, maxsplit=1)[0]
            # a line ends with \n, with \r\n or, in files of old systems, with \r
            # numpy counts many times as fast as bytes do
            is_line_end = np.frombuffer(chunk, np.uint8) == ord("\n")
            line_ends += int(np.count_nonzero(is_line_end))
            if last == b"\r" or b"\r" in chunk:
                pairs = chunk.count(b"\r\n") + (last == b"\r" and chunk[:1] == b"\n")
                windows_line_ends += pairs
                line_ends += chunk.count(b"\r") - pairs
            last = chunk[-1:]
    if header is None:
        raise Refused(
            f"{path}: expected a header and rows, found an empty file; deliver it again."
        )
    is_mixed = 0 < windows_line_ends < line_ends
    return header, line_ends + (last not in b"\r\n"), is_mixed


def check_rows(path: Path, field_count: int) -> None:
    """Counts the fields of every row: for files that DuckDB cannot read strictly."""
    with open_file(path, "rt", encoding="utf-8-sig", newline="") as file:
        rows = csv.reader(file, strict=True)
        try:
            for row in rows:
                if row and len(row) != field_count:
                    raise Refused(
                        f"{path}: expected {field_count} fields, found {len(row)} in line "
                        f"{rows.line_num}: the row is ragged or the file was cut there; "
                        "correct the line or deliver the file again."
                    )
        except csv.Error:
            raise Refused(
                f"{path}: expected every quote to be closed on its line, found one left "
                f"open at line {rows.line_num}; correct the line or deliver the file again."
            ) from None


def look_at(path: Path, expected: list[str], optional: list[str], aliases: dict):
    """One delivered file, looked at closely enough to load it, or Refused."""
    try:
        if suffix_of(path) == ".parquet":
            with duckdb.connect() as connection:
                found = connection.execute(
                    "select name from parquet_schema(?) where num_children is null "
                    "or num_children = 0",
                    [str(path)],
                ).fetchall()
            names = [name for (name,) in found]
            return DeliveredFile(
                path, name_columns(path, names, expected, optional, aliases)
            )
        header, line_count, is_mixed = read_csv_bytes(path)
        found = split_header(path, header, expected, aliases)
        columns = name_columns(path, found, expected, optional, aliases)
        if is_mixed:
            check_rows(path, len(columns))
        return DeliveredFile(path, columns, line_count, is_mixed)
    except (EOFError, zlib.error, gzip.BadGzipFile):
        raise Refused(
            f"{path}: expected a complete gzip file, found one that is cut or damaged; "
            "deliver it again."
        ) from None
    except duckdb.Error:
        raise Refused(
            f"{path}: expected a Parquet file, found one that is cut or damaged; "
            "deliver it again."
        ) from None
    except OSError as error:
        raise Refused(
            f"{path}: the file cannot be read ({error.strerror or error}); check its "
            "permissions and the disk."
        ) from None


def open_delivery(seed_path: str, table: str, expected_json: str) -> str:
    """What to load for a seed: `{"files": [...], "line_count": n}` or `{"refusal": s}`.

    `seed_path` is the project's own CSV; `table` the name under which the folder of
    MITRON_RAW_DIR has it (empty for a reference seed, which is always the project's).
    """
    folder = os.environ.get("MITRON_RAW_DIR") if table else None
    expected = json.loads(expected_json)
    try:
        paths = find_files(Path(folder), table) if folder else [Path(seed_path)]
        files = [
            look_at(path, expected["columns"], expected["optional"], expected["aliases"])
            for path in paths
        ]
    except Refused as refusal:
        return json.dumps({"refusal": str(refusal)})
    return json.dumps(
        {
            "files": [
                {"path": file.path.as_posix(), "columns": file.columns} for file in files
            ],
            "is_parquet": suffix_of(paths[0]) == ".parquet",
            "is_strict": not any(file.has_mixed_line_ends for file in files),
            "line_count": sum(file.line_count for file in files),
        }
    )


def explain_lost_rows(paths_json: str, row_count: int) -> str:
    """Why fewer rows than lines were loaded; empty when blank lines are the reason."""
    filled_lines = 0
    names = json.loads(paths_json)
    for path in map(Path, names):
        with open_file(path, "rt", encoding="utf-8", newline=None) as file:
            for number, line in enumerate(file, start=1):
                filled_lines += line != "\n"
                if line.count('"') % 2:
                    return (
                        f"{path}: expected every quote to be closed on its line, found "
                        f"one left open in line {number}; correct the line and deliver "
                        "the file again."
                    )
        filled_lines -= 1
    if filled_lines == row_count:
        return ""
    return (
        f"{', '.join(names)}: expected {filled_lines} rows by the count of lines, found "
        f"{row_count}; deliver the file again."
    )


class Plugin(BasePlugin):
    """Registers the functions above with the connection that dbt-duckdb opens."""

    def initialize(self, config):
        """Nothing to set up: the plugin keeps no state."""

    def configure_connection(self, conn):
        for function, arguments in (
            (open_delivery, ["VARCHAR", "VARCHAR", "VARCHAR"]),
            (explain_lost_rows, ["VARCHAR", "BIGINT"]),
        ):
            conn.create_function(
                function.__name__, function, arguments, "VARCHAR", side_effects=True
            )
