"""Publishes the marts of a finished build where BI readers find them.

The warehouse file is private: DuckDB lets one program write or many read, and a failed test
leaves the bad table behind. `macros/publishing` calls these functions when a build has
passed; they answer in JSON: `message`, the sentence for the user, and `is_published`.
"""

import json
import os
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import previous_publication
import project_state
import published_files
from dbt.adapters.duckdb.plugins import BasePlugin
from sql_text import parquet_of

FOLDER = "MITRON_PUBLISH_DIR"


def publish_folder() -> Path:
    """Where files are published: beside this project unless MITRON_PUBLISH_DIR says otherwise."""
    named = os.environ.get(FOLDER)
    default = Path(__file__).parent.parent / "published"
    if named:
        return Path(named)
    return Path(os.path.relpath(default)) if default.is_relative_to(Path.cwd()) else default


BEFORE_TABLES = ("about", "categories", "payment_types")
BEFORE = """
    select
        about.data_origin,
        about.customers_accepted as customers,
        about.month_count as months,
        (select count(*) from {categories} as c where c.total_spend_inr > 0) as categories,
        (select count(*) from {payment_types} as p where p.total_spend_inr > 0) as payment_types
    from {about} as about
"""


def is_served(target: str) -> bool:
    """Whether the target's readers read PostgreSQL; files otherwise."""
    return target in ("serve", "spark_serve")


def published_before(target: str) -> str:
    """What readers see now, in numbers, as JSON; null where that is nothing or cannot be read."""
    row = row_in_postgres() if is_served(target) else row_in_files()
    keys = ("data_origin", "customers", "months", "categories", "payment types")
    return json.dumps(dict(zip(keys, row, strict=True)) if row else None)


def row_in_files() -> tuple | None:
    try:
        manifest = published_files.read_manifest(publish_folder())
        if manifest is None:
            return None
        folder = publish_folder() / manifest["folder"]
        tables = {name: parquet_of(folder / f"{name}.parquet") for name in BEFORE_TABLES}
        with duckdb.connect() as connection:
            return connection.execute(BEFORE.format(**tables)).fetchone()
    except (OSError, ValueError, KeyError, duckdb.Error):
        return None


def row_in_postgres() -> tuple | None:
    try:
        import psycopg
        import published_postgres
    except ImportError:
        return None
    try:
        return published_postgres.read_row(
            BEFORE.format(**{name: f"marts.{name}" for name in BEFORE_TABLES})
        )
    except psycopg.Error:
        return None


def load_published_rows(connection: duckdb.DuckDBPyConnection, target: str) -> str:
    """Loads what the mart `changes` compares with; a sentence where it cannot be read."""
    previous_publication.empty(connection)
    if is_served(target):
        try:
            import psycopg
        except ImportError:
            # said when it publishes
            return ""
        errors: tuple = (psycopg.Error, OSError, duckdb.Error)
    else:
        errors = (OSError, ValueError, KeyError, duckdb.Error)
    connection.execute("begin")
    try:
        if is_served(target):
            previous_publication.load_from_postgres(connection)
        else:
            previous_publication.load_from_files(connection, publish_folder())
    except errors as error:
        connection.execute("rollback")
        previous_publication.note_unreadable(connection)
        return (
            f"Changes are not compared, since the last publication cannot be read:"
            f" {reason_of(error)}."
        )
    connection.execute("commit")
    return ""


def age(published_at: str) -> str:
    """How long ago a time in ISO format and UTC was, in the largest whole unit."""
    then = datetime.fromisoformat(published_at.replace("Z", "+00:00"))
    seconds = (datetime.now(UTC) - then).total_seconds()
    for unit, size in (("day", 86400), ("hour", 3600), ("minute", 60)):
        if seconds >= size:
            count = int(seconds // size)
            return f"{count} {unit}{'s' if count > 1 else ''} ago"
    return "less than a minute ago"


def what_files_show() -> str:
    """What readers of the files see now, as the end of a sentence."""
    try:
        manifest = published_files.read_manifest(publish_folder())
    except (OSError, ValueError, KeyError) as error:
        return f"{publish_folder()} cannot be read ({reason_of(error)})"
    if manifest is None:
        return f"nothing has been published to {publish_folder()} yet"
    return (
        f"readers of {publish_folder()} see build {manifest['build_id'][:8]}, built"
        f" {age(manifest['built_at'].replace(' ', 'T') + 'Z')}"
    )


def what_postgres_shows() -> str:
    """What readers of PostgreSQL see now, as the end of a sentence."""
    try:
        import psycopg
        import published_postgres
    except ImportError:
        return "target serve needs psycopg (pip install -r requirements/serve.txt)"
    try:
        served = published_postgres.served_build()
    except psycopg.Error as error:
        return f"PostgreSQL serves what it served before ({reason_of(error)})"
    if served is None:
        return "nothing has been published to PostgreSQL yet"
    build_id, built_at = served
    return (
        f"readers of PostgreSQL see build {build_id[:8]}, built"
        f" {age(built_at.isoformat() + 'Z')}"
    )


def what_readers_see(target: str) -> str:
    return what_postgres_shows() if is_served(target) else what_files_show()


def reason_of(error: Exception) -> str:
    """The first line of an error, without the code that DuckDB and the system put first."""
    text = getattr(error, "strerror", None) or str(error) or type(error).__name__
    return text.strip().splitlines()[0].rstrip(".")


def origin_of(connection: duckdb.DuckDBPyConnection) -> str:
    """Synthetic or real, as `about` has it."""
    [(origin,)] = connection.execute("select data_origin from marts.about").fetchall()
    return origin


def warned(build: dict) -> str:
    """The tests that warned, as the end of a sentence."""
    names = build["warnings"]
    if not names:
        return ""
    count = "1 warning" if len(names) == 1 else f"{len(names)} warnings"
    return f", with {count} ({', '.join(names[:3])}{', ...' if len(names) > 3 else ''})"


def complete_about(connection: duckdb.DuckDBPyConnection, build: dict) -> None:
    """What `about`, which was built before the tests ran, could not know."""
    connection.execute(
        "update marts.about set build_id = ?, warnings = ?",
        [build["build_id"], ", ".join(build["warnings"]) or None],
    )


def answer(is_published: bool, message: str) -> str:
    return json.dumps({"is_published": is_published, "message": message})


def publish_to_files(connection: duckdb.DuckDBPyConnection, build: dict) -> str:
    start = time.monotonic()
    try:
        manifest = published_files.publish(connection, publish_folder(), build)
    except (OSError, ValueError, KeyError, duckdb.Error) as error:
        reason = f"{getattr(error, 'filename', None) or publish_folder()}: {reason_of(error)}"
        if os.name == "nt" and isinstance(error, PermissionError):
            reason += " (Windows does not replace a file that a program holds open)"
        return not_published(reason, build["target"])
    return answer(True, (
        f"Published {len(manifest['tables'])} tables of build {manifest['build_id'][:8]}"
        f" ({origin_of(connection)} data) to {publish_folder()} in"
        f" {time.monotonic() - start:.1f} s{warned(build)}."
    ))


def publish_to_postgres(connection: duckdb.DuckDBPyConnection, build: dict) -> str:
    try:
        import psycopg
        import published_postgres
    except ImportError:
        return answer(False, (
            f"Not published: target {build['target']} needs psycopg; pip install -r"
            " requirements/serve.txt."
        ))
    start = time.monotonic()
    try:
        advice = published_postgres.publish(connection, build)
    except psycopg.errors.LockNotAvailable:
        return not_published(
            "PostgreSQL: another program holds a lock for more than 30 seconds", build["target"]
        )
    except (psycopg.Error, published_postgres.Refused, duckdb.Error, OSError) as error:
        return not_published(f"PostgreSQL: {reason_of(error)}", build["target"])
    return answer(True, " ".join([
        f"Published {len(build['tables'])} tables of build {build['build_id'][:8]}"
        f" ({origin_of(connection)} data) to PostgreSQL in {time.monotonic() - start:.1f} s"
        f"{warned(build)}.",
        *(f"Note: {sentence}." for sentence in advice),
    ]))


def not_published(reason: str, target: str) -> str:
    command = "dbt run-operation publish_marts" + f" --target {target}" * (target != "dev")
    return answer(False, (
        f"Built and tested, but not published: {reason}. Put that right and run {command};"
        f" {what_readers_see(target)}."
    ))


def make_private(connection: duckdb.DuckDBPyConnection) -> None:
    """The warehouse holds customers: its owner alone may read it."""
    [(path,)] = connection.execute(
        "select path from duckdb_databases() where database_name = current_database()"
    ).fetchall()
    # a file of somebody else keeps the mode that they gave it
    with suppress(PermissionError):
        if path:
            Path(path).chmod(0o600)


def keep_from_others(is_on: bool) -> bool:
    """While a command runs, what DuckDB writes beside the warehouse is its owner's, too."""
    os.umask(0o077 if is_on else published_files.SHELL_MASK)
    return is_on


class Plugin(BasePlugin):
    """Registers the publishing functions with the connection that dbt-duckdb opens."""

    def initialize(self, config: dict[str, Any]) -> None:
        """Nothing to set up: what to publish comes with each call."""

    def configure_connection(self, conn: duckdb.DuckDBPyConnection) -> None:
        make_private(conn)

        def publish_build(build_json: str) -> str:
            """Publishes the build to the target's readers."""
            build = json.loads(build_json)
            with conn.cursor() as connection:
                complete_about(connection, build)
                if is_served(build["target"]):
                    return publish_to_postgres(connection, build)
                return publish_to_files(connection, build)

        def roll_back_publication() -> str:
            """Makes the previous publication current again."""
            try:
                manifest = published_files.roll_back(publish_folder())
            except (OSError, ValueError, KeyError, duckdb.Error) as error:
                named = getattr(error, "filename", None)
                reason = f"{named}: {reason_of(error)}" if named else reason_of(error)
                return answer(False, f"Not rolled back: {reason}; {what_files_show()}.")
            return answer(True, (
                f"Rolled back to build {manifest['build_id'][:8]} of {manifest['built_at']};"
                " run it again to return."
            ))

        def load_published(target: str) -> str:
            """Loads what the mart `changes` compares with."""
            with conn.cursor() as connection:
                return load_published_rows(connection, target)

        functions: list[tuple[Callable[..., str], list[Any]]] = [
            (publish_build, ["VARCHAR"]),
            (roll_back_publication, []),
            (what_readers_see, ["VARCHAR"]),
            (published_before, ["VARCHAR"]),
            (load_published, ["VARCHAR"]),
            (project_state.nodes_of_project, ["VARCHAR"]),
        ]
        for function, arguments in functions:
            conn.create_function(
                function.__name__, function, arguments, "VARCHAR", side_effects=True
            )
        conn.create_function(
            "keep_from_others", keep_from_others, ["BOOLEAN"], "BOOLEAN", side_effects=True
        )
