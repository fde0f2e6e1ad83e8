"""Finds the files of a delivery and looks at their bytes, names and columns.

DuckDB reads a truncated gzip, a NUL byte or a quote that swallows half a file without a word.
Here every file is opened once, as bytes, and refused with one sentence that names the file,
what was expected, what was found and what to do, and that never quotes a row.
"""

import codecs
import csv
import gzip
import re
import unicodedata
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO
from urllib.parse import unquote

import duckdb
import numpy as np
from sql_text import parquet_of

RAW_DIR = "MITRON_RAW_DIR"
SUFFIXES = (".csv", ".csv.gz", ".parquet")
OTHER_DELIMITERS = {";": "semicolons", "\t": "tabs", "|": "vertical bars"}
CHUNK_BYTES = 1 << 20
# DuckDB's limit
LONGEST_LINE = 2_000_000
# how a file begins that is none of ours, whatever its name
FOREIGN = {
    b"PK\x03\x04": "a spreadsheet or zip archive; export it as CSV",
    b"\xd0\xcf\x11\xe0": "an old Excel file; export it as CSV",
    b"%PDF": "a PDF; export the table as CSV",
    b"SQLite format 3": "a SQLite database; export the table as CSV",
    b"\xff\xfe": "UTF-16 text; save it as UTF-8",
    b"\xfe\xff": "UTF-16 text; save it as UTF-8",
    b"<!doctype": "a web page; download the file itself",
    b"\x28\xb5\x2f\xfd": "a file packed by zstd; unpack it",
    b"BZh": "a file packed by bzip2; unpack it",
    b"<html": "a web page; download the file itself",
}
# what marks the folder of a table format, in which removed rows lie beside live ones
TABLE_FORMATS = {"_delta_log": "Delta", "metadata": "Iceberg", ".hoodie": "Hudi"}
NESTED = ("STRUCT", "MAP", "UNION", "[]")


class Refused(Exception):
    """A delivery that cannot be loaded; the message is the sentence for the user."""

    def __init__(self, sentence: str) -> None:
        # a folder or a file may be named after a customer
        super().__init__(re.sub(r"(?i)ATQCUS\w*", "(an id)", sentence))


@dataclass
class DeliveredFile:
    """One file of a delivery: where it lies and what its columns are to the seed."""

    path: Path
    # the seed's name by position; none for a column that is ignored
    columns: list[str | None]
    line_count: int = 0
    # DuckDB's types by position, and the names as delivered, of Parquet files
    types: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    # columns that partition folders name
    constants: dict[str, str | None] = field(default_factory=dict)
    # a copy with one kind of line ends, where the file has several
    copy: Path | None = None

    @property
    def is_parquet(self) -> bool:
        return suffix_of(self.path) == ".parquet"

    @property
    def shape(self) -> tuple:
        """Files of one shape are read together."""
        return (*self.columns, *self.types, *self.names, *sorted(self.constants.items()))


@dataclass
class Expected:
    """What a seed wants of its files, from its properties."""

    types: dict[str, str]
    optional: list[str]
    decimals: dict[str, int]

    @property
    def required(self) -> list[str]:
        return [column for column in self.types if column not in self.optional]

    @property
    def by_plain_name(self) -> dict[str, str]:
        """The seed's columns by their names as they are compared."""
        return {plain(column): column for column in self.types}


# ---- finding files ----


def suffix_of(path: Path) -> str:
    return next((s for s in reversed(SUFFIXES) if path.name.lower().endswith(s)), "")


def is_file_of(path: Path, table: str) -> bool:
    """Whether a path is the table's file or folder: `fact_spends`, `fact_spends.CSV`."""
    return path.name.lower() in (table, *(table + suffix for suffix in SUFFIXES))


def find_files(folder: Path, table: str) -> list[tuple[Path, dict[str, str | None]]]:
    """The file, or the part files, that hold `table`, with the columns that folders name."""
    if not folder.is_dir():
        raise Refused(
            f"{RAW_DIR}: expected a folder, but {folder} "
            f"{'is a file' if folder.exists() else 'does not exist'}; "
            f"point {RAW_DIR} to the folder of the delivery, or unset it to use the "
            "synthetic pilot."
        )
    entries = sorted(folder.iterdir())
    names = ", ".join(table + suffix for suffix in SUFFIXES)
    candidates = [
        path for path in entries
        if is_file_of(path, table) and (suffix_of(path) or path.is_dir() or path.is_symlink())
    ]
    if not candidates:
        raise Refused(
            f"{folder}: expected {names} or a folder {table}/ of part files, "
            f"found {listed([p.name for p in entries]) or 'nothing'}"
            "; put the file there, or unset MITRON_RAW_DIR to use the synthetic pilot."
        )
    if len(candidates) > 1:
        raise Refused(
            f"{folder}: expected one source for {table}, found "
            f"{' and '.join(path.name for path in candidates)}; this is ambiguous, "
            "keep one of them."
        )
    (source,) = candidates
    if not source.exists():
        raise Refused(
            f"{source}: expected a file, found a broken link to {source.readlink()}; "
            "deliver the file itself."
        )
    if source.is_file():
        return [(source, {})]
    parts = list(walk_parts(source, {}))
    kinds = sorted({suffix_of(part) for part, _ in parts})
    if not parts:
        raise Refused(
            f"{source}: expected part files ({', '.join(SUFFIXES)}), found none"
            "; put them there or remove the folder."
        )
    if len(kinds) > 1:
        raise Refused(
            f"{source}: expected part files of one kind, found "
            f"{' and '.join(kinds)}; this is ambiguous, keep one kind."
        )
    # engines write a part without a byte where a task had no rows
    filled = [part for part in parts if part[0].stat().st_size]
    return filled or parts[:1]


def walk_parts(
    folder: Path, constants: dict[str, str | None]
) -> Iterator[tuple[Path, dict[str, str | None]]]:
    """The part files of a folder and of its partition folders (`month=May`)."""
    for path in sorted(folder.iterdir()):
        kind = TABLE_FORMATS.get(path.name)
        if kind and path.is_dir():
            raise Refused(
                f"{folder}: expected plain files, found a {kind} table, in which removed rows "
                "lie beside live ones; export a plain copy."
            )
        name, is_partition, value = path.name.partition("=")
        if path.is_dir() and is_partition:
            name = unquote(name)
            if plain(name) in map(plain, constants):
                raise Refused(
                    f"{folder}: expected a column once in the folders' names, found {shown(name)} "
                    "again; take one of them out."
                )
            text = None if value == "__HIVE_DEFAULT_PARTITION__" else unquote(value)
            yield from walk_parts(path, {**constants, name: text})
        elif path.name[0] in "._":
            # how Spark and Hive mark what is no data
            continue
        elif not suffix_of(path) or not path.is_file():
            what = "a broken link" if not path.exists() else path.name
            raise Refused(
                f"{folder}: expected part files ({', '.join(SUFFIXES)}) only, found "
                f"{what}; rename it or take it out of the folder."
            )
        else:
            yield path, constants


# ---- names ----


def plain(name: str) -> str:
    """A column's name as it is compared: case, spaces, dashes and what cannot be seen aside."""
    visible = "".join(c for c in unicodedata.normalize("NFKC", name) if c.isprintable())
    return re.sub(r"[\s_-]+", " ", visible).strip().casefold()


def shown(name: str) -> str:
    """A delivered name as a message may show it: a short one that is no value of a customer."""
    text = "".join(c for c in name if c.isprintable()).strip()
    if re.fullmatch(r"[^\W\d][\w .()/%-]{0,29}", text) and not re.search(r"\d{3}", text):
        return text if name == text else f'"{text}"'
    return '""' if not text else "(a name that is not shown)"


def listed(names: list[str], most: int = 8) -> str:
    """Some names in a row, and how many more there are."""
    some = ", ".join(shown(name) for name in names[:most])
    return some + (f" and {len(names) - most:,} more" if len(names) > most else "")


def is_unnamed(name: str) -> bool:
    """A column that a spreadsheet or a data frame left without a name."""
    return not plain(name) or bool(re.fullmatch(r"unnamed: \d+|index level \d+", plain(name)))


def name_columns(path: Path, found: list[str], expected: Expected) -> list[str | None]:
    """The seed's name of each column of a file, in the file's order."""
    known = expected.by_plain_name
    named = [None if is_unnamed(name) else known.get(plain(name), "") for name in found]
    if not any(named):
        # the first line may be a customer's row: it is not repeated
        raise Refused(
            f"{path}: expected a header with the columns {', '.join(expected.required)}, found "
            "none of them in the first line; add the header and deliver the file again."
        )
    missing = [column for column in expected.required if column not in named]
    unknown = [name for name, column in zip(found, named, strict=True) if column == ""]
    repeated = sorted({column for column in named if column and named.count(column) > 1})
    problems = [
        f"{word} {names}" for word, names in (
            ("missing", ", ".join(missing)),
            ("unknown", listed(unknown, 5)),
            ("repeated", ", ".join(repeated)),
        ) if names
    ]
    if problems:
        raise Refused(
            f"{path}: expected the columns {', '.join(expected.required)}, found "
            f"{listed(found)} ({'; '.join(problems)}); correct the header and deliver the file "
            "again."
        )
    return named


def split_header(path: Path, lines: list[str], expected: Expected) -> list[str]:
    """The fields of the first line; says where the header is when it is not there."""
    known = expected.by_plain_name.keys()

    def fields(line: str, delimiter: str = ",") -> list[str]:
        try:
            return next(csv.reader([line], delimiter=delimiter), [])
        except csv.Error:
            return line.split(delimiter)

    def is_header(line: str, delimiter: str = ",") -> bool:
        return len(known & {plain(name) for name in fields(line, delimiter)}) > 1

    for delimiter, word in OTHER_DELIMITERS.items():
        if is_header(lines[0], delimiter):
            raise Refused(
                f"{path}: expected fields separated by commas, found {word}; save the "
                "file as comma-separated values and deliver it again."
            )
    if not is_header(lines[0]):
        for number, line in enumerate(lines[1:], start=2):
            if is_header(line):
                raise Refused(
                    f"{path}: expected the header in line 1, found it in line {number}; delete "
                    f"the {'line' if number == 2 else 'lines'} above it and deliver the file "
                    "again."
                )
    return fields(lines[0])


# ---- looking at bytes ----


def open_bytes(path: Path) -> IO[bytes]:
    """Opens a CSV file, packed or not."""
    return gzip.open(path, "rb") if suffix_of(path) == ".csv.gz" else path.open("rb")  # type: ignore[return-value]


def check_kind(path: Path) -> None:
    """Refuses a file that is something else than its name says."""
    with path.open("rb") as file:
        start = file.read(16)
    suffix = suffix_of(path)
    if suffix == ".csv.gz" and start.startswith(b"PAR1"):
        raise Refused(f"{path}: expected gzip, found a Parquet file; rename it to .parquet.")
    if suffix == ".csv.gz" and start and not start.startswith(b"\x1f\x8b"):
        if start.isascii() and b"\0" not in start:
            raise Refused(
                f"{path}: expected a complete gzip file, found plain text; rename it to .csv and "
                "deliver it again."
            )
        raise Refused(
            f"{path}: expected a complete gzip file, found one that is cut or damaged; "
            "deliver it again."
        )
    if suffix == ".csv":
        if start.startswith(b"\x1f\x8b"):
            raise Refused(f"{path}: expected text, found a gzip file; rename it to .csv.gz.")
        if start.startswith(b"PAR1"):
            raise Refused(f"{path}: expected text, found a Parquet file; rename it to .parquet.")
    if suffix != ".csv.gz":
        for magic, what in FOREIGN.items():
            if start.startswith(magic) or start.lower().startswith(magic):
                raise Refused(f"{path}: expected {suffix}, found {what} and deliver that.")


@dataclass
class Text:
    """What the bytes of a CSV file say before it is read."""

    first_lines: list[str]
    line_count: int
    has_mixed_line_ends: bool


def read_csv_bytes(path: Path) -> Text:
    """The first lines, the number of lines and whether line ends differ, from every byte."""
    decoder = codecs.getincrementaldecoder("utf-8-sig")()
    start, last = None, b""
    line_ends = windows = old = 0
    with open_bytes(path) as file:
        while chunk := file.read(CHUNK_BYTES):
            try:
                # most files are plain ASCII, where nothing is to be decoded
                is_plain = start is not None and chunk.isascii() and not decoder.getstate()[0]
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
            if start is None:
                start = text
            # a line ends with \n, with \r\n or, in files of old systems, with \r
            # numpy counts many times as fast as bytes do
            is_line_end = np.frombuffer(chunk, np.uint8) == ord("\n")
            line_ends += int(np.count_nonzero(is_line_end))
            if last == b"\r" or b"\r" in chunk:
                pairs = chunk.count(b"\r\n") + (last == b"\r" and chunk[:1] == b"\n")
                windows += pairs
                old += chunk.count(b"\r") - pairs
                line_ends += chunk.count(b"\r") - pairs
            last = chunk[-1:]
    if start is None:
        raise Refused(
            f"{path}: expected a header and rows, found an empty file; deliver it again."
        )
    kinds = [windows, old, line_ends - windows - old]
    lines = re.split("\r\n|\r|\n", start.lstrip("\ufeff"), maxsplit=30)
    return Text(lines[:30], line_ends + (last not in b"\r\n"), sum(map(bool, kinds)) > 1)


def with_one_line_end(path: Path, folder: Path) -> Path:
    """A copy, unpacked, in which every line ends with \\n: DuckDB reads no mixture strictly."""
    copy = folder / f"{len(list(folder.iterdir()))}.csv"
    with open_bytes(path) as source, copy.open("wb") as target:
        rest = b""
        while chunk := source.read(CHUNK_BYTES):
            chunk = rest + chunk
            # a pair that the next chunk may end
            rest = b"\r" if chunk.endswith(b"\r") else b""
            whole = chunk[:-1] if rest else chunk
            target.write(whole.replace(b"\r\n", b"\n").replace(b"\r", b"\n"))
        target.write(b"\n" if rest else b"")
    return copy


def look_at(
    path: Path, constants: dict[str, str | None], expected: Expected, copies: Path
) -> DeliveredFile:
    """One delivered file, looked at closely enough to load it, or Refused."""
    try:
        check_kind(path)
        if suffix_of(path) == ".parquet":
            file = look_at_parquet(path, expected, constants)
        else:
            text = read_csv_bytes(path)
            found = split_header(path, text.first_lines, expected)
            columns = name_columns(path, found, without(expected, constants))
            file = DeliveredFile(path, columns, text.line_count)
            if text.has_mixed_line_ends:
                file.copy = with_one_line_end(path, copies)
    except (EOFError, zlib.error, gzip.BadGzipFile):
        raise Refused(
            f"{path}: expected a complete gzip file, found one that is cut or damaged; "
            "deliver it again."
        ) from None
    except OSError as error:
        raise Refused(
            f"{path}: the file cannot be read ({error.strerror or type(error).__name__}); check "
            "its permissions and the disk."
        ) from None
    for name, value in constants.items():
        column = expected.by_plain_name.get(plain(name))
        if not column:
            raise Refused(
                f"{path.parent}: expected a partition by a column of the table, found "
                f"{shown(name)}; name the folder after a column, or take its name out."
            )
        if column in file.columns:
            raise Refused(
                f"{path}: expected {column} in the file or in the folder's name, found it in "
                "both; keep one of them."
            )
        file.constants[column] = value
    return file


def without(expected: Expected, constants: dict[str, str | None]) -> Expected:
    """The same without asking for columns that a folder names."""
    known = expected.by_plain_name
    named = [known[plain(name)] for name in constants if plain(name) in known]
    return Expected(expected.types, [*expected.optional, *named], expected.decimals)


def look_at_parquet(
    path: Path, expected: Expected, constants: dict[str, str | None]
) -> DeliveredFile:
    try:
        with duckdb.connect() as connection:
            found = connection.execute(
                f"select column_name, column_type from (describe from {parquet_of(path)})"
            ).fetchall()
    except duckdb.Error:
        raise Refused(
            f"{path}: expected a Parquet file, found one that is cut or damaged; "
            "deliver it again."
        ) from None
    columns = name_columns(path, [name for name, _ in found], without(expected, constants))
    types = [kind for _, kind in found]
    for column, kind in zip(columns, types, strict=True):
        if column and any(word in kind for word in NESTED):
            raise Refused(
                f"{path}: expected text or numbers in column {column}, found a nested type; "
                "export it as plain columns."
            )
        # where midnight lies, and with it the month, depends on the reader
        if column and "TIME ZONE" in kind:
            raise Refused(
                f"{path}: expected a date in column {column}, found a time with a zone; export it "
                "as a date."
            )
    return DeliveredFile(path, columns, types=types, names=[name for name, _ in found])
