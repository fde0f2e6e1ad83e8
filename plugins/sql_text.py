"""Names, texts and paths as DuckDB's SQL writes them."""

import re
from pathlib import Path


def literal(text: str | Path | None) -> str:
    return "null" if text is None else "'" + str(text).replace("'", "''") + "'"


def identifier(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def pattern_of(path: Path) -> str:
    """A path that DuckDB, which takes every path for a pattern, reads literally."""
    return re.sub(r"[\[*?]", r"[\g<0>]", path.as_posix())


def parquet_of(*paths: Path) -> str:
    """These files, read as they are: no folder of theirs names a column."""
    names = ", ".join(literal(pattern_of(path)) for path in paths)
    return f"read_parquet([{names}], hive_partitioning = false, binary_as_string = true)"
