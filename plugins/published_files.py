"""The published files: one DuckDB file and one Parquet file a table, swapped in as a set.

    published/
        mitron_marts.duckdb -> builds/<set>/mitron_marts.duckdb
        current -> builds/<set>  the same set as Parquet
        manifest.json            what is current: build, figures of `about`, tables, folder
        builds/<set>/            every set that is kept: the current and the previous one

A set is built in a folder of its own, made durable and read-only, and only then pointed to,
each pointer being replaced in one step: a reader sees the old set or the new one. No folder
is served twice, because a program that opened a set for writing may write into it for as
long as it lives; a rollback makes the previous set anew from its Parquet files.
"""

import hashlib
import json
import os
import re
import shutil
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
from sql_text import identifier, literal, parquet_of

DATABASE, SCHEMA, MANIFEST = "mitron_marts.duckdb", "schema.sql", "manifest.json"
# the rows that `changes` compares with, for the next publication of the same delivery: Parquet
# that only the publisher may read, and under a name that no reader's pattern finds
KEPT = ".previous_rows"
CURRENT, STAGING, LOCK = "current", ".staging-", ".lock.duckdb"
# the tables are small: in DuckDB's own blocks of 256 KiB the file is mostly empty
BLOCK_SIZE = 16384


def mask_of_the_shell() -> int:
    mask = os.umask(0o077)
    os.umask(mask)
    return mask


# readers may do what the publisher's shell allows to others; the warehouse is kept from them
SHELL_MASK = mask_of_the_shell()
ALLOWED = 0o777 & ~SHELL_MASK


class Damaged(ValueError):
    """A file that is not what a publication wrote; the message is the sentence for the user."""


def read_manifest(folder: Path) -> dict | None:
    """What is current in a folder of publications, or what a set holds; None without a file."""
    path = folder / MANIFEST
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except ValueError:
        manifest = None
    if not is_manifest(manifest):
        raise Damaged(
            f"{path}: expected what a publication writes, found something else; delete it and"
            " publish again"
        )
    return manifest


def is_manifest(manifest: Any) -> bool:
    """Whether all that is read of a manifest is there, and of its kind."""
    try:
        datetime.strptime(manifest["built_at"], "%Y-%m-%d %H:%M:%S")
        names = [manifest["folder"], manifest["previous_folder"] or "builds/none"]
        texts = [manifest["build_id"]]
        for table in manifest["tables"]:
            texts += [table["schema"], table["name"], table["parquet"]]
        for name, checksum in manifest.get("sha256", {}).items():
            texts += [name, checksum]
        return all(isinstance(text, str) for text in texts) and all(
            re.fullmatch(r"builds/[^/\\]*[^/\\.][^/\\]*", name) for name in names
        )
    except (AttributeError, KeyError, TypeError, ValueError):
        return False


def publish(connection: duckdb.DuckDBPyConnection, folder: Path, build: dict) -> dict:
    """Publishes a build's tables; returns the manifest of what is current then.

    `build` has build_id, tables (schema, name, key and foreign_keys each, parents first),
    compared_rows (the relation that `changes` compares with), tests_passed, warnings and
    dbt_version.
    """
    with locked(folder), new_set(folder, build["build_id"]) as staging:
        tables = write_parquet(connection, staging, build)
        connection.execute(
            f"copy (from {build['compared_rows']}) to {literal(staging / KEPT)} (format parquet)"
        )
        statements = schema_of(connection, build["tables"])
        (staging / SCHEMA).write_text(statements, encoding="utf-8")
        return serve(folder, staging, {
            **read_about(connection),
            "tests_passed": build["tests_passed"],
            "warnings": build["warnings"],
            "dbt_version": build["dbt_version"],
            "tables": tables,
        })


def roll_back(folder: Path) -> dict:
    """Makes the previous set current again; doing it twice leads back."""
    with locked(folder):
        served = read_manifest(folder)
        source = folder / ((served or {}).get("previous_folder") or "none")
        facts = read_manifest(source)
        if facts is None or "sha256" not in facts:
            raise FileNotFoundError(f"{folder} keeps no previous publication")
        with new_set(folder, facts["build_id"]) as staging:
            parquet = [table["parquet"] for table in facts["tables"]]
            # sets of older versions have no kept rows
            kept = [KEPT] if KEPT in facts["sha256"] else []
            for name in (SCHEMA, *parquet, *kept):
                make_folder((staging / name).parent)
                with suppress(FileNotFoundError):
                    shutil.copyfile(source / name, staging / name)
                if checksum_of(staging / name) != facts["sha256"].get(name):
                    raise Damaged(
                        f"{source / name}: expected what was published, found something else;"
                        " build the delivery of that publication again"
                    )
            return serve(folder, staging, facts)


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Keeps a second publisher out; DuckDB's error names the process that is in."""
    make_folder(folder)
    for name in (CURRENT, DATABASE):
        if (folder / name).is_dir() and not (folder / name).is_symlink():
            raise Damaged(
                f"{folder / name}: expected a link, found a folder; remove it and publish again"
            )
    with open_lock(folder / LOCK):
        # whoever can open the file can hold it
        (folder / LOCK).chmod(0o600)
        yield


def open_lock(path: Path) -> duckdb.DuckDBPyConnection:
    try:
        return duckdb.connect(path)
    except duckdb.Error as error:
        if "lock" in str(error).replace(str(path), ""):
            raise
        # a full disk cut it: nobody can hold what nobody can open
        path.unlink()
        return duckdb.connect(path)


@contextmanager
def new_set(folder: Path, build_id: str) -> Iterator[Path]:
    """A folder to make a set in, named as no set before it; gone in the end unless served."""
    moment = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%f")
    staging = folder / f"{STAGING}{moment}-{build_id}"
    make_folder(staging)
    try:
        yield staging
    finally:
        remove_tree(staging)


def write_parquet(
    connection: duckdb.DuckDBPyConnection, staging: Path, build: dict
) -> list[dict]:
    """The Parquet files of a set; one entry a table."""
    entries = []
    for table in build["tables"]:
        name = f"{table['schema']}.{table['name']}"
        path = Path(table["name"] + ".parquet")
        if table["schema"] != "marts":
            path = Path(table["schema"]) / path
            make_folder(staging / path.parent)
        [(row_count,)] = connection.execute(
            f"copy (from {name}) to {literal(staging / path)} (format parquet,"
            f" kv_metadata {{build_id: {literal(build['build_id'])}}})"
        ).fetchall()
        entries.append({
            "schema": table["schema"], "name": table["name"],
            "row_count": row_count, "parquet": path.as_posix(),
        })
    return entries


def schema_of(connection: duckdb.DuckDBPyConnection, tables: list[dict]) -> str:
    """The statements that make the tables as the warehouse has them, with their comments."""
    said = comments(connection)
    columns: dict[str, list[str]] = defaultdict(list)
    for name, column, kind, is_nullable in connection.execute(
        "select schema_name || '.' || table_name, column_name, data_type, is_nullable"
        " from duckdb_columns() where database_name = current_database() order by column_index"
    ).fetchall():
        columns[name].append(f"{identifier(column)} {kind}{'' if is_nullable else ' not null'}")
    statements = [
        f"create schema {schema}" for schema in sorted({table["schema"] for table in tables})
    ]
    for table in tables:
        name = f"{table['schema']}.{table['name']}"
        lines = columns[name] + keys_of(table)
        statements.append(f"create table {name} (\n    " + ",\n    ".join(lines) + "\n)")
        for column, comment in said[name].items():
            target = f"table {name}" if column is None else f"column {name}.{identifier(column)}"
            statements.append(f"comment on {target} is {literal(comment)}")
    return "".join(f"{statement};\n" for statement in statements)


def keys_of(table: dict) -> list[str]:
    """Its primary key and its foreign keys. Not those of customers and their spends: DuckDB's
    indexes would take ten times the room of the rows."""
    if table["schema"] != "marts" or not table.get("key"):
        return []
    return [
        f"primary key ({', '.join(map(identifier, table['key']))})",
        *(
            f"foreign key ({identifier(column)}) references"
            f" {parent['schema']}.{parent['name']} ({identifier(parent['column'])})"
            for column, parent in table["foreign_keys"].items()
        ),
    ]


def write_database(staging: Path, tables: list[dict]) -> None:
    """The DuckDB file of a set, from its statements and its Parquet files."""
    with duckdb.connect() as connection:
        connection.execute(
            f"attach {literal(staging / DATABASE)} as publication (block_size {BLOCK_SIZE})"
        )
        connection.execute("use publication")
        connection.execute("begin")
        connection.execute((staging / SCHEMA).read_text(encoding="utf-8"))
        for table in tables:
            connection.execute(
                f"insert into {table['schema']}.{table['name']}"
                f" from {parquet_of(staging / table['parquet'])}"
            )
        connection.execute("commit")


def serve(folder: Path, staging: Path, facts: dict) -> dict:
    """Completes a set, makes it the current one and keeps the one before it.

    Of sets with customers and sets without them the other kind is not kept: a rollback
    must not bring customers back.
    """
    served = read_manifest(folder)
    if served and has_core(served) != has_core(facts):
        served = None
    previous = served and served["folder"]
    if served and served["build_id"] == facts["build_id"]:
        # a rollback brings another build back
        previous = served["previous_folder"]
    name = staging.name.removeprefix(STAGING)
    checksums = {
        path.relative_to(staging).as_posix(): checksum_of(path)
        for path in sorted(staging.rglob("*")) if path.is_file()
    }
    write_database(staging, facts["tables"])
    manifest = {
        **facts,
        "folder": f"builds/{name}",
        "sha256": checksums,
        "published_at": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "previous_folder": previous,
    }
    (staging / MANIFEST).write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")
    for path in staging.rglob("*"):
        if path.is_file():
            make_durable(path)
            path.chmod(0o400 if path.name == KEPT else 0o444 & ALLOWED)
    make_folder(folder / "builds")
    os.replace(staging, folder / "builds" / name)
    point_to(folder, name)
    # somebody may be reading what was served until now
    remove_old_sets(folder, keep={manifest["folder"], previous, served and served["folder"]})
    return manifest


def has_core(manifest: dict) -> bool:
    return any(table["schema"] == "core" for table in manifest["tables"])


def point_to(folder: Path, name: str) -> None:
    """Turns readers to a set. Everything is ready before the first pointer moves."""
    source, manifest = Path("builds") / name, folder / f"{STAGING}manifest"
    shutil.copyfile(folder / source / MANIFEST, manifest)
    make_durable(manifest)
    manifest.chmod(0o644 & ALLOWED)
    current, database = make_link(folder, source), make_link(folder, source / DATABASE)
    if database is None:
        database = folder / f"{STAGING}{DATABASE}"
        shutil.copyfile(folder / source / DATABASE, database)
        make_durable(database)
        database.chmod(0o444 & ALLOWED)
        if (folder / DATABASE).exists():
            # Windows replaces no read-only file
            (folder / DATABASE).chmod(0o644)
    # what a program wrote to the file before this one
    (folder / f"{DATABASE}.wal").unlink(missing_ok=True)
    os.replace(database, folder / DATABASE)
    if current:
        os.replace(current, folder / CURRENT)
    os.replace(manifest, folder / MANIFEST)


def make_link(folder: Path, target: Path) -> Path | None:
    """A link to be moved into its place; None where there are no links, as on Windows, or
    none that can be replaced. There the DuckDB file is a copy, and the manifest says which
    folder is current."""
    if os.name == "nt":
        return None
    link = folder / f"{STAGING}link-{target.name}"
    link.unlink(missing_ok=True)
    try:
        link.symlink_to(target)
    except OSError:
        return None
    return link


def remove_old_sets(folder: Path, keep: set) -> None:
    """Our sets that are neither current nor previous, and what a killed build left."""
    for path in (folder / "builds").iterdir():
        if f"builds/{path.name}" not in keep and (path / DATABASE).exists():
            remove_tree(path)
    for path in folder.glob(STAGING + "*"):
        if path.is_dir() and not path.is_symlink():
            remove_tree(path)
        else:
            path.unlink(missing_ok=True)


def remove_tree(folder: Path) -> None:
    """Removes a set as far as possible; Windows deletes no read-only file."""
    for path in folder.rglob("*"):
        # what somebody else left there is not ours to change
        with suppress(OSError):
            if path.is_file():
                path.chmod(0o644)
    shutil.rmtree(folder, ignore_errors=True)


def make_folder(path: Path) -> None:
    """A folder, and those above it, that readers may enter; what is there stays as it is."""
    for folder in (*reversed(path.parents), path):
        if not folder.is_dir():
            folder.mkdir()
            folder.chmod(0o755 & ALLOWED)


def checksum_of(path: Path) -> str:
    """Empty for a file that is not there."""
    if not path.exists():
        return ""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def read_about(connection: duckdb.DuckDBPyConnection) -> dict:
    """What the marts say about themselves: dates and times in ISO format."""
    [(text,)] = connection.execute("select to_json(about) from marts.about").fetchall()
    return json.loads(text)


def comments(connection: duckdb.DuckDBPyConnection) -> dict[str, dict[str | None, str]]:
    """What the warehouse says about its tables and views (under None) and their columns.

    All at once, since DuckDB goes through its whole catalogue to answer for one.
    """
    found: dict[str, dict[str | None, str]] = defaultdict(dict)
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


def make_durable(path: Path) -> None:
    """Waits until the file is on the disk, not only in memory."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())
