"""BI readers see the last complete, tested marts: as files, whatever happens meanwhile."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import duckdb
import pytest
from builds import (
    PROJECT,
    Build,
    builds_that_readers_see,
    copy_project,
    manifest_of,
    replace_once,
    run_dbt,
    start_dbt,
)

sys.path.insert(0, str(PROJECT / "plugins"))
import published_files


@pytest.fixture(scope="module")
def source(tmp_path_factory) -> Path:
    """A small warehouse in the shape that the publisher expects."""
    path = tmp_path_factory.mktemp("source") / "mitron.duckdb"
    with duckdb.connect(path) as connection:
        connection.execute("create schema marts")
        connection.execute("create schema core")
        connection.execute("create table marts.about as select 'none' as build_id,"
                           " timestamp '2026-01-01 10:00:00' as built_at")
        connection.execute("create table marts.cities as select 'Mumbai' as city, 1 as n")
        connection.execute("create table core.dim_customers as select 'A' as customer_id")
        connection.execute("comment on column marts.cities.n is 'Number of customers.'")
        connection.execute("create table compared as select 'cities' as mart, 'Mumbai' as row_key,"
                           " '{}' as row_text")
    return path


def a_build(build_id: str, *tables: str) -> dict:
    names = tables or ("marts.about", "marts.cities")
    return {
        "build_id": build_id, "tests_passed": 2, "warnings": [], "dbt_version": "1.11",
        "compared_rows": "main.compared",
        "tables": [
            dict(zip(("schema", "name"), name.split("."), strict=True)) for name in names
        ],
    }


def publish(source: Path, folder: Path, build: dict) -> None:
    """Publishes a build of the small warehouse under an id of its own."""
    with duckdb.connect(source) as connection:
        connection.execute("update marts.about set build_id = ?", [build["build_id"]])
        published_files.publish(connection, folder, build)


def test_a_build_publishes_what_it_built(pilot):
    """Every mart, cell by cell, with its comments; customers nowhere."""
    folder = pilot.warehouse.parent / "published"
    marts = [name for name in pilot.tables() if name.startswith("marts.")]
    manifest = manifest_of(folder)
    assert sorted(f"marts.{table['name']}" for table in manifest["tables"]) == sorted(marts)
    about = pilot.read("marts.about").row(0, named=True)
    assert builds_that_readers_see(folder) == {about["build_id"]}
    assert manifest["delivery_fingerprint"] == about["delivery_fingerprint"]
    assert manifest["tests_passed"] > 100
    assert "Published" in pilot.output
    comments = (
        "select table_name, column_name, data_type, comment from duckdb_columns() where"
        " schema_name = 'marts' order by all"
    )
    with duckdb.connect(folder / "mitron_marts.duckdb", read_only=True) as connection:
        found = connection.execute(comments).fetchall()
        connection.execute(f"attach '{pilot.warehouse}' as warehouse (read_only)")
        for table in manifest["tables"]:
            name = f"marts.{table['name']}"
            parquet = folder / "current" / table["parquet"]
            for copy in (name, f"'{parquet}'"):
                for one, other in ((copy, f"warehouse.{name}"), (f"warehouse.{name}", copy)):
                    assert not connection.execute(
                        f"select 1 from (from {one} except all from {other}) limit 1"
                    ).fetchone(), f"{copy} differs from the warehouse"
    with duckdb.connect(pilot.warehouse, read_only=True) as connection:
        assert found == connection.execute(comments).fetchall()
    assert not [column for _, column, _, _ in found if column == "customer_id"]


def test_only_a_whole_and_good_build_is_published(published, small_delivery, dbt):
    """A part, a failure and an empty build change nothing for readers, and say so."""
    before = builds_that_readers_see(published)
    (build_id,) = before

    def refused(*command: str, why: str, code: int):
        result = dbt(*command, raw_dir=small_delivery)
        assert result.returncode == code, result.stdout[-1000:]
        (line,) = [text for text in result.stdout.splitlines() if "ot published" in text]
        assert why in line
        assert f"see build {build_id[:8]}, built" in line and "ago" in line
        by_hand = dbt("run-operation", "publish_marts", raw_dir=small_delivery)
        assert by_hand.returncode == 1 and "Not published" in by_hand.stdout
        assert builds_that_readers_see(published) == before

    assert dbt("run-operation", "publish_marts", raw_dir=small_delivery).returncode == 0
    refused("build", "--select", "cities", why="are older than what they read", code=0)
    refused("build", "--empty", why="it was built with --empty", code=0)
    refused("build", "--vars", "{customer_id_pattern: ^NOBODY}", why="failed (", code=1)


def test_core_is_published_on_request_only(small, small_delivery, dbt, tmp_path):
    small.copy_to(tmp_path)
    for wanted in (True, False):
        arguments = ["--vars", f"{{publish_core: {str(wanted).lower()}}}"]
        result = dbt("run-operation", "publish_marts", *arguments, raw_dir=small_delivery)
        assert result.returncode == 0, result.stdout[-1000:]
        current = tmp_path / "published" / "current"
        assert (current / "core" / "dim_customers.parquet").exists() == wanted
        assert len(builds_that_readers_see(tmp_path / "published")) == 1


def test_rollback_brings_the_previous_publication_back_and_forth(source, tmp_path):
    folder = tmp_path / "published"
    publish(source, folder, a_build("one"))
    with pytest.raises(FileNotFoundError, match="no previous publication"):
        published_files.roll_back(folder)
    publish(source, folder, a_build("two"))
    for expected in ("one", "two", "one"):
        published_files.roll_back(folder)
        assert builds_that_readers_see(folder) == {expected}
    publish(source, folder, a_build("three"))
    kept = [manifest_of(path)["build_id"] for path in (folder / "builds").iterdir()]
    assert sorted(kept) == ["one", "three"]


def test_a_rollback_brings_no_customers_back(source, tmp_path):
    publish(source, tmp_path, a_build("one", "marts.about", "core.dim_customers"))
    assert (tmp_path / "current" / "core" / "dim_customers.parquet").exists()
    publish(source, tmp_path, a_build("two", "marts.about"))
    assert not list(tmp_path.rglob("dim_customers.parquet"))
    with pytest.raises(FileNotFoundError, match="no previous publication"):
        published_files.roll_back(tmp_path)


WRITER = """
import duckdb, sys
for path in sys.argv[1:]:
    client = duckdb.connect(path)
    client.execute("update marts.cities set n = 0")
    client.execute("create table marts.left_behind as select 1 as n")
    print("written", flush=True)
    {then}
"""
# what a client does after it has written to the published file
WRITERS = {
    "closes": "client.close()",
    "is killed": "import os, signal; os.kill(os.getpid(), signal.SIGKILL)",
    "lives": "sys.stdin.readline(); client.execute('update marts.cities set n = 7');"
             " client.execute('checkpoint'); client.execute('update marts.cities set n = 8');"
             " print('again', flush=True); sys.stdin.readline()",
}


def cities_that_readers_see(folder: Path) -> set[tuple]:
    """The rows of `cities` by every way in; tables that a publication has not are an error."""
    seen = set()
    for path in (folder, folder / manifest_of(folder)["folder"]):
        with duckdb.connect(path / "mitron_marts.duckdb", read_only=True) as connection:
            tables = connection.execute("select table_name from duckdb_tables()").fetchall()
            assert ("left_behind",) not in tables
            seen |= set(connection.execute("from marts.cities").fetchall())
        seen |= set(duckdb.execute(
            "from read_parquet(?)", [f"{folder / manifest_of(folder)['folder']}/cities.parquet"]
        ).fetchall())
    return seen


# without links the log of a writer that lives lies beside the next file, too: docs/operations.md
@pytest.mark.parametrize("switch", ["publish", "publish a renamed mart", "roll back"])
@pytest.mark.parametrize(
    "writer, has_links",
    [*((writer, True) for writer in WRITERS), ("closes", False), ("is killed", False)],
)
def test_after_a_switch_readers_see_what_was_published(
    source, tmp_path, monkeypatch, writer, switch, has_links
):
    """Whoever wrote to the file that was served: the owner, or root, whom no mode stops."""
    if not has_links:
        monkeypatch.setattr(published_files, "make_link", lambda *_: None)
    publish(source, tmp_path, a_build("one"))
    publish(source, tmp_path, a_build("two"))
    served = tmp_path / "mitron_marts.duckdb"
    served.chmod(0o644)
    client = subprocess.Popen(
        [sys.executable, "-c", WRITER.format(then=WRITERS[writer]), str(served)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )
    assert client.stdin and client.stdout
    assert client.stdout.readline() == "written\n"
    if writer != "lives":
        client.wait()

    def turn(to: str) -> str:
        if to == "publish":
            publish(source, tmp_path, a_build("three"))
            return "three"
        if to == "publish a renamed mart":
            with duckdb.connect(source) as connection:
                connection.execute("create or replace table marts.towns as from marts.cities")
            publish(source, tmp_path, a_build("four", "marts.about", "marts.cities", "marts.towns"))
            return "four"
        published_files.roll_back(tmp_path)
        return manifest_of(tmp_path)["build_id"]

    for turns, step in enumerate((switch, "roll back", "roll back")):
        expected = turn(step)
        if writer == "lives" and turns == 0:
            client.stdin.write("\n")
            client.stdin.flush()
            assert client.stdout.readline() == "again\n"
        assert builds_that_readers_see(tmp_path) == {expected}
        assert cities_that_readers_see(tmp_path) == {("Mumbai", 1)}
    client.communicate("\n")
    assert cities_that_readers_see(tmp_path) == {("Mumbai", 1)}


def test_a_publication_of_an_earlier_version_is_taken_over(source, tmp_path):
    """It had a copy of the DuckDB file at the top, and no checksums."""
    publish(source, tmp_path, a_build("one"))
    file, manifest = tmp_path / "mitron_marts.duckdb", manifest_of(tmp_path)
    del manifest["sha256"]
    for path in (tmp_path, tmp_path / manifest["folder"]):
        (path / "manifest.json").unlink()
        (path / "manifest.json").write_text(json.dumps(manifest))
    data = file.read_bytes()
    file.unlink()
    file.write_bytes(data)
    subprocess.run([sys.executable, "-c", WRITER.format(then=WRITERS["is killed"]), str(file)])
    assert (tmp_path / "mitron_marts.duckdb.wal").exists()
    publish(source, tmp_path, a_build("two"))
    assert builds_that_readers_see(tmp_path) == {"two"}
    assert cities_that_readers_see(tmp_path) == {("Mumbai", 1)}
    with pytest.raises(FileNotFoundError, match="keeps no previous publication"):
        published_files.roll_back(tmp_path)


def test_a_reader_changes_nothing(source, tmp_path):
    publish(source, tmp_path, a_build("one"))
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    with duckdb.connect(tmp_path / "mitron_marts.duckdb", read_only=True) as connection:
        with pytest.raises(duckdb.InvalidInputException, match="read-only"):
            connection.execute("update marts.cities set n = 0")
        publish(source, tmp_path, a_build("two"))
        assert connection.execute("select build_id from marts.about").fetchall() == [("one",)]
    after = {path: path.read_bytes() for path in before if path.parent.name != tmp_path.name}
    assert {path: before[path] for path in after} == after


@pytest.mark.parametrize(
    "file", ["cities.parquet", "schema.sql", "about.parquet", "mitron_marts.duckdb"]
)
@pytest.mark.parametrize("damage", ["cut", "other bytes", "gone"])
def test_a_rollback_brings_back_what_was_published_or_refuses(source, tmp_path, file, damage):
    """The DuckDB file is made anew from the others; where one of those differs, nothing moves."""
    publish(source, tmp_path, a_build("one"))
    one = tmp_path / manifest_of(tmp_path)["folder"] / file
    publish(source, tmp_path, a_build("two"))
    data = one.read_bytes()
    one.chmod(0o644)
    if damage == "gone":
        one.unlink()
    else:
        one.write_bytes(data[:-1] + (b"" if damage == "cut" else bytes([data[-1] ^ 1])))
    if file == "mitron_marts.duckdb":
        published_files.roll_back(tmp_path)
        assert builds_that_readers_see(tmp_path) == {"one"}
    else:
        with pytest.raises((ValueError, FileNotFoundError), match=file):
            published_files.roll_back(tmp_path)
        assert builds_that_readers_see(tmp_path) == {"two"}
    assert not list(tmp_path.glob(".staging*"))


DAMAGED = ["", "[]", "{", "null", "3", '{"build_id": "one"}', "\0\0", "\ufeff{}"]


DAMAGED_PARTS = {
    "date in words": {"built_at": "last Tuesday"}, "date alone": {"built_at": "2026-01-01"},
    "date of a zone": {"built_at": "2026-01-01 10:00:00+05:30"}, "no date": {"built_at": None},
    "folder no text": {"folder": 7}, "folder above": {"folder": "builds/.."},
    "folder elsewhere": {"folder": "/etc"}, "previous no text": {"previous_folder": 5},
    "previous elsewhere": {"previous_folder": "../.."}, "no tables": {"tables": None},
    "tables no tables": {"tables": ["cities"]}, "checksums in a list": {"sha256": ["a"]},
    "checksum no text": {"sha256": {"cities.parquet": 1}},
}


@pytest.mark.parametrize("text", [*DAMAGED, *DAMAGED_PARTS, "no UTF-8"])
def test_a_damaged_manifest_is_named(source, tmp_path, text):
    publish(source, tmp_path, a_build("one"))
    publish(source, tmp_path, a_build("two"))
    path = tmp_path / "manifest.json"
    good = json.loads(path.read_text())
    if text in DAMAGED_PARTS:
        path.write_text(json.dumps(good | DAMAGED_PARTS[text]))
    else:
        path.write_bytes(b"\xff\xfe" if text == "no UTF-8" else text.encode())
    for attempt in (
        lambda: publish(source, tmp_path, a_build("three")),
        lambda: published_files.roll_back(tmp_path),
        lambda: published_files.read_manifest(tmp_path),
    ):
        with pytest.raises(published_files.Damaged, match=r"manifest\.json: expected what a"):
            attempt()
    path.unlink()
    publish(source, tmp_path, a_build("three"))
    assert builds_that_readers_see(tmp_path) == {"three"}


@pytest.mark.parametrize("recipe", ["address", "settings", "command line"])
def test_a_sql_box_reads_the_marts_and_nothing_else(pilot, recipe):
    """The recipes of docs/connect.md, against what a read-only connection alone lets through."""
    page = " ".join((PROJECT / "docs" / "connect.md").read_text(encoding="utf-8").split())
    found = {
        "address": re.search(r"`\?(access_mode=read_only&\S+)`", page),
        "settings": re.search(r"`(enable_external_access=\S+)` to", page),
        "command line": re.search(r'-cmd "(.*?)"', page),
    }[recipe]
    assert found
    folder = pilot.warehouse.parent / "published"
    options: dict = {"read_only": True}
    if recipe in ("address", "settings"):
        options["config"] = dict(pair.split("=") for pair in re.split("[;&]", found[1]))
    with duckdb.connect(folder / "mitron_marts.duckdb", **options) as connection:
        if recipe == "command line":
            connection.execute(found[1])
        assert len(connection.execute("from marts.cities").fetchall()) == 5
        for statement in (
            "from read_text('/etc/passwd')",
            f"from read_csv('{PROJECT}/seeds/raw/raw_customers.csv')",
            f"from '{folder}/current/cities.parquet'",
            f"attach '{pilot.warehouse}' as warehouse (read_only)",
            f"copy marts.cities to '{folder}/copy.csv'",
            f"export database '{folder}/copy'", "install httpfs", "load httpfs",
            "set enable_external_access = true", "reset lock_configuration",
            "set temp_directory = '/tmp'",
        ):
            with pytest.raises(duckdb.Error):
                connection.execute(statement).fetchall()


NOBODY = 65534


@pytest.mark.skipif(os.name == "nt" or os.getuid() != 0, reason="only root may become another user")
def test_another_user_reads_and_cannot_write(small, small_delivery, dbt, source, tmp_path):
    """Another uid opens every published file for reading, and nothing of the warehouse."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        publish(source, folder / "new" / "published", a_build("one"))
        warehouse = small.copy_to(folder)
        mask = os.umask(0o022)
        assert dbt("seed", "-s", "raw", raw_dir=small_delivery, warehouse=warehouse)
        assert os.umask(mask) == 0o022
        published = folder / "new" / "published"
        readable = [published / "manifest.json", published / "current" / "cities.parquet"]
        script = f"""
import duckdb, os, pathlib
os.setgroups([]); os.setgid({NOBODY}); os.setuid({NOBODY})
file = {str(published / "mitron_marts.duckdb")!r}
with duckdb.connect(file, read_only=True) as connection:
    assert connection.execute("from marts.cities").fetchall() == [("Mumbai", 1)]
for path in {list(map(str, readable))!r}:
    assert pathlib.Path(path).read_bytes()
for path in [file, {str(published / ".lock.duckdb")!r}, {str(warehouse)!r}]:
    try:
        duckdb.connect(path)
    except duckdb.IOException as error:
        assert "ermission" in str(error), error
    else:
        raise AssertionError("opened for writing: " + path)
for path in [{str(published / ".lock.duckdb")!r}, {str(warehouse)!r}]:
    try:
        open(path, "rb")
    except PermissionError:
        pass
    else:
        raise AssertionError("read: " + path)
try:
    pathlib.Path(file + ".wal").write_bytes(b"x")
except PermissionError:
    print("good")
"""
        said = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
        assert said.stdout == "good\n", said.stderr


def test_publishing_a_build_again_keeps_the_way_back(source, tmp_path):
    publish(source, tmp_path, a_build("one"))
    for _ in range(3):
        publish(source, tmp_path, a_build("two"))
    published_files.roll_back(tmp_path)
    assert builds_that_readers_see(tmp_path) == {"one"}
    published_files.roll_back(tmp_path)
    assert builds_that_readers_see(tmp_path) == {"two"}


def test_what_somebody_else_left_in_a_set_stops_nobody(source, tmp_path, monkeypatch):
    """For example root's log, in a folder whose publisher is not root."""
    publish(source, tmp_path, a_build("one"))
    theirs = tmp_path / manifest_of(tmp_path)["folder"] / "mitron_marts.duckdb.wal"
    theirs.write_bytes(b"")
    chmod = Path.chmod

    def refuse(path, mode):
        if path == theirs:
            raise PermissionError(1, "Operation not permitted", str(path))
        chmod(path, mode)

    monkeypatch.setattr(Path, "chmod", refuse)
    for build_id in ("two", "three", "four"):
        publish(source, tmp_path, a_build(build_id))
        assert builds_that_readers_see(tmp_path) == {build_id}


@pytest.mark.parametrize("name", ["current", "mitron_marts.duckdb"])
def test_a_folder_in_the_place_of_a_link_stops_before_anything_moves(source, tmp_path, name):
    """As a backup that follows links restores it."""
    publish(source, tmp_path, a_build("one"))
    (tmp_path / name).unlink()
    shutil.copytree(tmp_path / manifest_of(tmp_path)["folder"], tmp_path / name)
    before = manifest_of(tmp_path)
    for attempt in (
        lambda: publish(source, tmp_path, a_build("two")),
        lambda: published_files.roll_back(tmp_path),
    ):
        with pytest.raises(published_files.Damaged, match=f"{name}: expected a link, found a"):
            attempt()
    assert manifest_of(tmp_path) == before and len(list((tmp_path / "builds").iterdir())) == 1
    shutil.rmtree(tmp_path / name)
    publish(source, tmp_path, a_build("two"))
    assert builds_that_readers_see(tmp_path) == {"two"}


@pytest.mark.parametrize("rest", [b"", b"rubbish" * 20, None])
def test_a_damaged_lock_file_locks_nobody_out(source, tmp_path, rest):
    publish(source, tmp_path, a_build("one"))
    lock = tmp_path / published_files.LOCK
    lock.write_bytes(lock.read_bytes()[:6000] if rest is None else rest)
    publish(source, tmp_path, a_build("two"))
    assert builds_that_readers_see(tmp_path) == {"two"}


def test_no_shell_lets_others_write(source, tmp_path, monkeypatch):
    monkeypatch.setattr(published_files, "ALLOWED", 0o777)
    folder = tmp_path / "published"
    publish(source, folder, a_build("one"))
    for path in (folder, *folder.rglob("*")):
        if not path.is_symlink():
            assert not path.stat().st_mode & 0o022, path


def test_what_others_keep_in_the_folder_stays(source, tmp_path):
    theirs = tmp_path / "builds" / "theirs" / "precious.txt"
    theirs.parent.mkdir(parents=True)
    theirs.write_text("precious")
    for number in range(3):
        publish(source, tmp_path, a_build(str(number)))
    assert theirs.read_text() == "precious"


def test_a_second_publisher_is_told_who_is_at_it(source, tmp_path):
    """Another process holds the folder's lock: one clear sentence, nothing changed."""
    publish(source, tmp_path, a_build("one"))
    holder = subprocess.Popen(
        [sys.executable, "-c", "import duckdb, sys; c = duckdb.connect(sys.argv[1]);"
         " print('held', flush=True); sys.stdin.read()",
         str(tmp_path / published_files.LOCK)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    )
    assert holder.stdout
    holder.stdout.readline()
    with pytest.raises(duckdb.IOException, match=f"PID {holder.pid}"):
        publish(source, tmp_path, a_build("two"))
    holder.communicate()
    publish(source, tmp_path, a_build("two"))
    assert builds_that_readers_see(tmp_path) == {"two"}


def test_rollback_without_a_previous_publication_says_so(small, dbt, tmp_path):
    small.copy_to(tmp_path)
    result = dbt("run-operation", "rollback_marts")
    assert result.returncode == 1
    assert "keeps no previous publication; nothing has been published" in result.stdout


def test_a_mart_that_is_gone_does_not_linger(source, tmp_path):
    publish(source, tmp_path, a_build("one"))
    publish(source, tmp_path, a_build("two", "marts.about"))
    assert builds_that_readers_see(tmp_path) == {"two"}
    assert not (tmp_path / "current" / "cities.parquet").exists()


KILLED = """
import os, signal, sys
sys.path[:0] = [{plugins!r}, {tests!r}]
import published_files, test_publish_files
from pathlib import Path
steps = [{step}]
def killed(function):
    def step(*arguments, **options):
        if not steps[0]:
            os.kill(os.getpid(), signal.SIGKILL)
        steps[0] -= 1
        return function(*arguments, **options)
    return step
for module, name in ((os, "replace"), (os, "fsync"), (published_files.shutil, "copyfile"),
                     (published_files.shutil, "rmtree")):
    setattr(module, name, killed(getattr(module, name)))
test_publish_files.publish(Path({source!r}), Path({folder!r}), test_publish_files.a_build("new"))
"""


def test_a_publication_killed_at_any_step_leaves_whole_sets(source, tmp_path):
    """SIGKILL before each step that touches the disk; the next publication mends it."""
    step, is_done = 0, False
    while not is_done:
        folder = tmp_path / str(step)
        publish(source, folder, a_build("old"))
        result = subprocess.run([sys.executable, "-c", KILLED.format(
            plugins=str(PROJECT / "plugins"), tests=str(Path(__file__).parent),
            source=str(source), folder=str(folder), step=step,
        )])
        is_done = result.returncode == 0
        assert is_done or result.returncode == -signal.SIGKILL
        assert builds_that_readers_see(folder) <= {"old", "new"}
        publish(source, folder, a_build("next"))
        assert builds_that_readers_see(folder) == {"next"}
        step += 1
    assert step > 10


def test_readers_in_a_loop_never_see_a_mix_or_an_error(source, tmp_path):
    """Fifty publications while readers go round all files, by each way in."""
    publish(source, tmp_path, a_build("0"))
    is_over = threading.Event()
    failures: list[object] = []
    rounds: list[int] = []

    def read():
        while not is_over.is_set():
            try:
                manifest = manifest_of(tmp_path)
                seen = {value for (value,) in duckdb.connect().execute(
                    "select value from parquet_kv_metadata(?) where key = 'build_id'",
                    [f"{tmp_path / manifest['folder']}/*.parquet"],
                ).fetchall()}
                with duckdb.connect(tmp_path / "mitron_marts.duckdb", read_only=True) as file:
                    file.execute("select * from marts.cities, marts.about").fetchall()
                if seen != {manifest["build_id"].encode()}:
                    failures.append(seen)
                rounds.append(1)
            except Exception as error:
                failures.append(error)

    readers = [threading.Thread(target=read) for _ in range(2)]
    for reader in readers:
        reader.start()
    for number in range(1, 51):
        publish(source, tmp_path, a_build(str(number)))
        time.sleep(0.05)  # no build of the project is faster
    is_over.set()
    for reader in readers:
        reader.join()
    assert failures == [] and len(rounds) > 20


def test_a_good_build_that_cannot_be_published_ends_with_one(small_delivery, dbt, tmp_path):
    (tmp_path / "published").write_text("a file")
    result = dbt("build", raw_dir=small_delivery)
    assert result.returncode == 1
    assert "Built and tested, but not published" in result.stdout
    assert "keyboard" not in result.stdout


def test_ten_rebuilds_under_a_reader(small, small_delivery, dbt, tmp_path):
    """Ten times the last mart is built anew, with which the project is complete and is
    published as a whole, and a reader goes round every mart meanwhile."""
    small.copy_to(tmp_path)
    again = ("build", "--select", "about", "--indirect-selection", "eager")
    assert dbt(*again, raw_dir=small_delivery).returncode == 0
    folder, is_over = tmp_path / "published", threading.Event()
    failures: list[Exception] = []
    seen: set[str] = set()

    def read():
        while not is_over.is_set():
            try:
                with duckdb.connect(folder / "mitron_marts.duckdb", read_only=True) as file:
                    names = file.execute(
                        "select table_name from duckdb_tables()"
                        " where database_name = 'mitron_marts'"
                    ).fetchall()
                    for (name,) in names:
                        file.execute(f"select count(*) from marts.{name}").fetchone()
                    [(build_id,)] = file.execute("select build_id from marts.about").fetchall()
                    seen.add(build_id)
                builds_by_manifest(folder)
            except Exception as error:
                failures.append(error)
            # a reader of flesh and blood leaves the builds some of the machine
            time.sleep(0.05)

    def builds_by_manifest(folder: Path):
        manifest = manifest_of(folder)
        for table in manifest["tables"]:
            path = folder / manifest["folder"] / table["parquet"]
            [(found,)] = duckdb.connect().execute(
                "select value from parquet_kv_metadata(?) where key = 'build_id'", [str(path)]
            ).fetchall()
            assert found.decode() == manifest["build_id"]

    reader = threading.Thread(target=read)
    reader.start()
    for _ in range(10):
        assert dbt(*again, raw_dir=small_delivery).returncode == 0
    is_over.set()
    reader.join()
    assert failures == [] and len(seen) >= 10


def test_two_builds_at_once_do_not_meet(small_delivery, target_path, tmp_path):
    """The second says who holds the file, and the first is not harmed."""
    environment = os.environ | {
        "MITRON_DUCKDB_PATH": str(tmp_path / "mitron.duckdb"),
        "MITRON_PUBLISH_DIR": str(tmp_path / "published"),
        "MITRON_RAW_DIR": str(small_delivery),
    }
    first = subprocess.Popen(
        [sys.executable, "-m", "dbt.cli.main", "build", "--target-path", str(target_path),
         "--log-path", str(tmp_path)],
        cwd=PROJECT, env=environment, stdout=subprocess.PIPE, text=True,
    )
    assert first.stdout
    for line in first.stdout:
        if "seed" in line:
            break
    second = start_dbt(
        "build", raw_dir=small_delivery, warehouse=tmp_path / "mitron.duckdb",
        target=tmp_path / "target",
    )
    first.communicate()
    assert second.returncode == 2
    assert f"PID {first.pid}" in second.stdout and "lock" in second.stdout
    assert first.returncode == 0
    assert len(builds_that_readers_see(tmp_path / "published")) == 1


@pytest.fixture
def tiny_disk(tmp_path):
    """A disk of two megabytes, where the tests may mount one."""
    disk = tmp_path / "disk"
    disk.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", disk]
    if not shutil.which("mount") or subprocess.run(command, capture_output=True).returncode:
        pytest.skip("no right to mount a small disk")
    yield disk
    subprocess.run(["umount", "-l", disk])


def publish_by_hand(small: Build, small_delivery, folder: Path, tmp_path, target_path):
    """publish_marts into a folder; the warehouse is a copy."""
    small.copy_to(tmp_path)
    return run_dbt(
        "run-operation", "publish_marts", raw_dir=small_delivery, published=folder,
        warehouse=tmp_path / "mitron.duckdb", target=target_path,
    )


def test_a_full_disk_leaves_the_old_publication(
    small, small_delivery, tiny_disk, source, tmp_path, target_path
):
    publish(source, tiny_disk, a_build("old", "marts.about"))
    result = publish_by_hand(small, small_delivery, tiny_disk, tmp_path, target_path)
    assert result.returncode == 1
    assert "not published: " in result.stdout and "see build old" in result.stdout
    assert builds_that_readers_see(tiny_disk) == {"old"}
    assert not list(tiny_disk.glob(".staging*")), "half a set left behind"


def test_a_full_disk_in_a_build_leaves_the_old_publication(
    small_delivery, tiny_disk, source, tmp_path, target_path
):
    """The warehouse has no room: the build fails, readers see what they saw."""
    publish(source, tmp_path / "published", a_build("old"))
    result = start_dbt(
        "build", raw_dir=small_delivery, warehouse=tiny_disk / "mitron.duckdb",
        target=target_path,
    )
    assert result.returncode != 0
    assert "space" in result.stdout or "write" in result.stdout
    assert builds_that_readers_see(tmp_path / "published") == {"old"}


def test_a_folder_that_cannot_be_written_is_named(
    small, small_delivery, tmp_path, target_path
):
    """A file stands where the folder should be; a read-only folder where one may mount."""
    folder = tmp_path / "published"
    folder.write_text("a file")
    result = publish_by_hand(small, small_delivery, folder, tmp_path, target_path)
    assert result.returncode == 1
    assert f"not published: {folder}: File exists. Put that right and run" in result.stdout


def test_a_read_only_folder_is_named(
    small, small_delivery, tiny_disk, source, tmp_path, target_path
):
    publish(source, tiny_disk, a_build("old"))
    subprocess.run(["mount", "-o", "remount,ro", tiny_disk], check=True)
    result = publish_by_hand(small, small_delivery, tiny_disk, tmp_path, target_path)
    assert result.returncode == 1
    assert "Read-only file system. Put that right and run dbt run-operation" in result.stdout
    assert builds_that_readers_see(tiny_disk) == {"old"}


def test_a_removed_and_a_renamed_mart_do_not_linger(small_delivery, tmp_path):
    """The next version of the project drops one mart and renames another."""
    project = copy_project(tmp_path)
    warehouse, target = tmp_path / "mitron.duckdb", tmp_path / "target"

    def build() -> set[str]:
        result = run_dbt("build", raw_dir=small_delivery, warehouse=warehouse,
                         target=target, project=project)
        assert result.returncode == 0, result.stdout[-2000:]
        tables = manifest_of(tmp_path / "published")["tables"]
        return {table["name"] for table in tables}

    before = build()
    cards = project / "models" / "marts" / "cards"
    (cards / "segment_actions.sql").rename(cards / "actions_by_segment.sql")
    replace_once(cards / "_cards__models.yml",
                 "name: segment_actions\n", "name: actions_by_segment\n")
    (project / "models" / "marts" / "profiles" / "month_categories.sql").unlink()
    compared = project / "macros" / "publishing" / "compared_marts.sql"
    replace_once(compared, "'segment_actions'", "'actions_by_segment'")
    replace_once(compared, "'month_categories', ", "")
    properties = project / "models" / "marts" / "profiles" / "_spends__models.yml"
    text = properties.read_text()
    properties.write_text(text[: text.index("  - name: month_categories")])
    for test in (project / "tests").glob("assert_*.sql"):
        if "month_categories" in test.read_text():
            test.unlink()
    for analysis in (project / "analyses").glob("*.sql"):
        if "month_categories" in analysis.read_text():
            analysis.unlink()
    (project / "models" / "exposures.yml").unlink()
    after = build()
    assert before - after == {"segment_actions", "month_categories"}
    assert after - before == {"actions_by_segment"}
