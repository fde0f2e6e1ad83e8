"""The published files: one DuckDB file and one Parquet file a table, swapped in as a set.

    published/
        mitron_marts.duckdb      the set that is current, for readers with a DuckDB driver
        manifest.json            what is current: build, figures of `about`, tables, folder
        current -> builds/<id>   the same set as Parquet
        builds/<id>/             every set that is kept: the current and the previous one

A set is built in a folder of its own, made durable, and only then pointed to, each pointer
being replaced in one step. A reader sees the old set or the new one.
"""

import json
import os
import shutil
from collections import defaultdict
from datetime import datetime, timezone
from pathlib import Path

import duckdb

DATABASE, MANIFEST, CURRENT = "mitron_marts.duckdb", "manifest.json", "current"
STAGING, LOCK = ".staging-", ".lock.duckdb"


def quoted(text: str) -> str:
    return "'" + str(text).replace("'", "''") + "'"


def read_manifest(folder: Path) -> dict | None:
    """What is current in a folder of publications; None where nothing is."""
    try:
        return json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None


def publish(connection: duckdb.DuckDBPyConnection, folder: Path, build: dict) -> dict:
    """Publishes a build's tables; returns the manifest of what is current then.

    `build` has build_id, tables (schema and name each), tests_passed and dbt_version.
    """
    with locked(folder):
        return publish_alone(connection, folder, build)


def locked(folder: Path) -> duckdb.DuckDBPyConnection:
    """Keeps a second publisher out; DuckDB's error names the process that is in."""
    folder.mkdir(parents=True, exist_ok=True)
    return duckdb.connect(folder / LOCK)


def publish_alone(connection, folder: Path, build: dict) -> dict:
    # the same build with and without customers are two sets
    with_core = any(table["schema"] == "core" for table in build["tables"])
    name = build["build_id"] + "-with-core" * with_core
    final = folder / "builds" / name
    if not (final / MANIFEST).exists():
        staging = folder / (STAGING + name)
        shutil.rmtree(staging, ignore_errors=True)
        staging.mkdir()
        try:
            tables = write_set(connection, staging, build)
            manifest = {
                **read_about(connection),
                "tests_passed": build["tests_passed"],
                "dbt_version": build["dbt_version"],
                "folder": f"builds/{name}",
                "tables": tables,
            }
            write_durably(staging / MANIFEST, json.dumps(manifest, indent=2) + "\n")
            final.parent.mkdir(exist_ok=True)
            os.replace(staging, final)
        finally:
            shutil.rmtree(staging, ignore_errors=True)
    return point_to(folder, name)


def write_set(connection, staging: Path, build: dict) -> list[dict]:
    """The DuckDB file and the Parquet files of a set; one entry a table."""
    entries = []
    connection.execute(f"attach {quoted(staging / DATABASE)} as publication")
    try:
        for schema in sorted({table["schema"] for table in build["tables"]}):
            connection.execute(f"create schema publication.{schema}")
        for table in build["tables"]:
            name = f"{table['schema']}.{table['name']}"
            connection.execute(f"create table publication.{name} as from {name}")
            path = Path(table["name"] + ".parquet")
            if table["schema"] != "marts":
                path = Path(table["schema"]) / path
                (staging / path.parent).mkdir(exist_ok=True)
            connection.execute(
                f"copy (from {name}) to {quoted(staging / path)} (format parquet,"
                f" kv_metadata {{build_id: {quoted(build['build_id'])}}})"
            )
            (row_count,) = connection.execute(
                f"select count(*) from publication.{name}"
            ).fetchone()
            entries.append({
                "schema": table["schema"], "name": table["name"],
                "row_count": row_count, "parquet": path.as_posix(),
            })
        copy_comments(connection, build["tables"])
    finally:
        connection.execute("detach publication")
    for path in (p for p in staging.rglob("*") if p.is_file()):
        make_durable(path)
    return entries


def read_about(connection) -> dict:
    """What the marts say about themselves: dates and times in ISO format."""
    (text,) = connection.execute("select to_json(about) from marts.about").fetchone()
    return json.loads(text)


def copy_comments(connection, tables: list[dict]) -> None:
    """`create table as` loses the comments of tables and columns."""
    said = comments(connection)
    for table in tables:
        name = f"{table['schema']}.{table['name']}"
        for column, comment in said[name].items():
            target = f"table publication.{name}"
            if column is not None:
                target = f'column publication.{name}."{column}"'
            connection.execute(f"comment on {target} is {quoted(comment)}")


def comments(connection) -> dict[str, dict[str | None, str]]:
    """What the warehouse says about its tables and views (under None) and their columns.

    All at once, since DuckDB goes through its whole catalogue to answer for one.
    """
    found = defaultdict(dict)
    for name, column, comment in connection.execute(
        "select schema_name || '.' || table_name, null, comment from duckdb_tables()"
        " where database_name = current_database() and comment is not null union all "
        "select schema_name || '.' || view_name, null, comment from duckdb_views()"
        " where database_name = current_database() and comment is not null union all "
        "select schema_name || '.' || table_name, column_name, comment from duckdb_columns()"
        " where database_name = current_database() and comment is not null"
    ).fetchall():
        found[name][column] = comment
    return found


def point_to(folder: Path, name: str) -> dict:
    """Makes a set that lies in `builds` the current one, and keeps the one before it.

    Of sets with customers and sets without them the other kind is not kept: a rollback
    must not bring customers back.
    """
    served = read_manifest(folder) or {}
    source = folder / "builds" / name
    previous = served.get("folder")
    if previous == f"builds/{name}":
        previous = served.get("previous_folder")
    if previous and previous.endswith("-with-core") != name.endswith("-with-core"):
        previous = None
    manifest = {
        **json.loads((source / MANIFEST).read_text(encoding="utf-8")),
        "published_at": datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "previous_folder": previous,
    }
    # everything is ready before the first pointer moves
    database, text = folder / f"{STAGING}database", folder / f"{STAGING}manifest"
    shutil.copyfile(source / DATABASE, database)
    make_durable(database)
    write_durably(text, json.dumps(manifest, indent=2) + "\n")
    link = make_link(folder, name)
    os.replace(database, folder / DATABASE)
    if link:
        os.replace(link, folder / CURRENT)
    os.replace(text, folder / MANIFEST)
    remove_old_sets(folder, keep={f"builds/{name}", previous})
    return manifest


def make_link(folder: Path, name: str) -> Path | None:
    """A link to the set's folder, to be moved to `current`. Windows cannot replace links to
    folders: there the manifest says which folder is current."""
    if os.name == "nt":
        return None
    link = folder / f"{STAGING}link"
    link.unlink(missing_ok=True)
    link.symlink_to(Path("builds") / name, target_is_directory=True)
    return link


def remove_old_sets(folder: Path, keep: set) -> None:
    """Our sets that are neither current nor previous, and what a killed build left."""
    for path in (folder / "builds").iterdir():
        if f"builds/{path.name}" not in keep and (path / DATABASE).exists():
            shutil.rmtree(path, ignore_errors=True)
    for path in folder.glob(STAGING + "*"):
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)


def roll_back(folder: Path) -> dict:
    """Makes the previous set current again; doing it twice leads back."""
    previous = (read_manifest(folder) or {}).get("previous_folder")
    if not previous or not (folder / previous / MANIFEST).exists():
        raise FileNotFoundError(f"{folder} keeps no previous publication")
    with locked(folder):
        return point_to(folder, Path(previous).name)


def write_durably(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")
    make_durable(path)


def make_durable(path: Path) -> None:
    """Waits until the file is on the disk, not only in memory."""
    with open(path, "rb+") as file:
        os.fsync(file.fileno())
