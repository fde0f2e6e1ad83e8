"""Publishes the marts of a finished build where BI readers find them.

The warehouse file is private: DuckDB lets one program write or many read, and a failed test
leaves the bad table behind. `macros/publishing` calls these functions when a build has
passed; they answer in JSON: `message`, the sentence for the user, and `is_published`.
"""

import json
import os
import time
from datetime import datetime, timezone
from pathlib import Path

import duckdb
import published_files
from dbt.adapters.duckdb.plugins import BasePlugin

FOLDER = "MITRON_PUBLISH_DIR"


def publish_folder() -> Path:
    return Path(os.environ.get(FOLDER) or "published")


def age(published_at: str) -> str:
    """How long ago a time in ISO format and UTC was, in the largest whole unit."""
    then = datetime.fromisoformat(published_at.replace("Z", "+00:00"))
    seconds = (datetime.now(timezone.utc) - then).total_seconds()
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
        return "target serve needs psycopg (pip install -r requirements-serve.txt)"
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
    return what_postgres_shows() if target == "serve" else what_files_show()


def reason_of(error: Exception) -> str:
    """The first line of an error, without the code that DuckDB and the system put first."""
    text = getattr(error, "strerror", None) or str(error) or type(error).__name__
    return text.strip().splitlines()[0].rstrip(".")


def answer(is_published: bool, message: str) -> str:
    return json.dumps({"is_published": is_published, "message": message})


def publish_to_files(connection, build: dict) -> str:
    start = time.monotonic()
    try:
        manifest = published_files.publish(connection, publish_folder(), build)
    except (OSError, ValueError, KeyError, duckdb.Error) as error:
        reason = f"{getattr(error, 'filename', None) or publish_folder()}: {reason_of(error)}"
        if os.name == "nt" and isinstance(error, PermissionError):
            reason += " (Windows does not replace a file that a program holds open)"
        return not_published(reason, build["target"])
    return answer(True, (
        f"Published {len(manifest['tables'])} tables of build {manifest['build_id'][:8]} to"
        f" {publish_folder()} in {time.monotonic() - start:.1f} s."
    ))


def publish_to_postgres(connection, build: dict) -> str:
    try:
        import psycopg
        import published_postgres
    except ImportError:
        return answer(False, (
            "Not published: target serve needs psycopg; pip install -r requirements-serve.txt."
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
        f"Published {len(build['tables'])} tables of build {build['build_id'][:8]} to"
        f" PostgreSQL in {time.monotonic() - start:.1f} s.",
        *(f"Note: {sentence}." for sentence in advice),
    ]))


def not_published(reason: str, target: str) -> str:
    command = "dbt run-operation publish_marts" + " --target serve" * (target == "serve")
    return answer(False, (
        f"Built and tested, but not published: {reason}. Put that right and run {command};"
        f" {what_readers_see(target)}."
    ))


class Plugin(BasePlugin):
    """Registers the publishing functions with the connection that dbt-duckdb opens."""

    def initialize(self, config):
        """Nothing to set up: what to publish comes with each call."""

    def configure_connection(self, conn):
        def publish_build(build_json: str) -> str:
            """Publishes the build to the target's readers."""
            build = json.loads(build_json)
            with conn.cursor() as connection:
                if build["target"] == "serve":
                    return publish_to_postgres(connection, build)
                return publish_to_files(connection, build)

        def roll_back_publication() -> str:
            """Makes the previous publication current again."""
            try:
                manifest = published_files.roll_back(publish_folder())
            except (OSError, ValueError, KeyError, duckdb.Error) as error:
                return answer(False, f"Not rolled back: {reason_of(error)}; {what_files_show()}.")
            return answer(True, (
                f"Rolled back to build {manifest['build_id'][:8]} of {manifest['built_at']};"
                " run it again to return."
            ))

        for function, arguments in (
            (publish_build, ["VARCHAR"]),
            (roll_back_publication, []),
            (what_readers_see, ["VARCHAR"]),
        ):
            conn.create_function(
                function.__name__, function, arguments, "VARCHAR", side_effects=True
            )
