"""What readers saw before this build, for the mart `changes`.

The rows of the marts as JSON, one row each, in operations.published_rows: those that readers
see now (recency 1) and those that they were compared with (recency 2): the last ones of
another delivery, which every publication keeps, so that the same delivery published twice
tells the same changes.
"""

import tempfile
from pathlib import Path

import duckdb
import published_files
from sql_text import literal, parquet_of

TABLE = "operations.published_rows"


def empty(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute(
        f"create or replace table {TABLE} (recency integer, mart varchar, row_text varchar)"
    )


def note_unreadable(connection: duckdb.DuckDBPyConnection) -> None:
    """Tells a publication that cannot be read from one that is not there."""
    connection.execute(f"insert into {TABLE} values (0, 'unreadable', null)")


def insert_rows(connection: duckdb.DuckDBPyConnection, mart: str, rows: str) -> None:
    connection.execute(
        f"insert into {TABLE} select 1, {literal(mart)}, to_json(served) from {rows} as served"
    )


def insert_kept(connection: duckdb.DuckDBPyConnection, rows: str) -> None:
    connection.execute(f"insert into {TABLE} select 2, mart, row_text from {rows}")


def load_from_files(connection: duckdb.DuckDBPyConnection, folder: Path) -> None:
    """Raises OSError, ValueError, KeyError or a DuckDB error where a file is damaged."""
    manifest = published_files.read_manifest(folder)
    if manifest is None:
        return
    current = folder / manifest["folder"]
    for table in manifest["tables"]:
        if table["schema"] == "marts":
            insert_rows(connection, table["name"], parquet_of(current / table["parquet"]))
    if published_files.KEPT in manifest.get("sha256", {}):
        insert_kept(connection, parquet_of(current / published_files.KEPT))


def load_from_postgres(connection: duckdb.DuckDBPyConnection) -> None:
    """By way of a file, so that DuckDB writes the JSON of both sides. Raises psycopg.Error."""
    import published_postgres

    with published_postgres.connect() as source, tempfile.TemporaryDirectory() as folder:
        source.execute("set transaction isolation level repeatable read read only")
        path = Path(folder) / "rows.csv"
        for name, kinds in published_postgres.columns_served(source, "marts").items():
            published_postgres.write_csv(source, f"marts.{name}", path)
            insert_rows(connection, name, csv_of(path, kinds))
        kept = published_postgres.KEPT
        for name, kinds in published_postgres.columns_served(source, kept["schema"]).items():
            published_postgres.write_csv(source, f"{kept['schema']}.{name}", path)
            insert_kept(connection, csv_of(path, kinds))


def csv_of(path: Path, kinds: dict[str, str]) -> str:
    columns = ", ".join(f"{literal(name)}: {literal(kind)}" for name, kind in kinds.items())
    return (
        f"read_csv({literal(path)}, auto_detect = false, header = false, delim = ',',"
        f" quote = '\"', escape = '\"', nullstr = '\\N',"
        f" allow_quoted_nulls = false, columns = {{{columns}}})"
    )
