"""BI readers see the last complete, tested marts: as files, whatever happens meanwhile."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import duckdb
import pytest
from builds import (
    PROJECT, Build, builds_that_readers_see, copy_project, manifest_of, replace_once, run_dbt,
)

sys.path.insert(0, str(PROJECT / "plugins"))
import published_files  # noqa: E402


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
    return path


def a_build(build_id: str, *tables: str) -> dict:
    names = tables or ("marts.about", "marts.cities")
    return {
        "build_id": build_id, "tests_passed": 2, "dbt_version": "1.11", "tables": [
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


def test_only_a_whole_and_good_build_is_published(small, small_delivery, dbt, tmp_path):
    """A part, a failure and an empty build change nothing for readers, and say so."""
    shutil.copy(small.warehouse, tmp_path)
    shutil.copytree(small.warehouse.parent / "published", tmp_path / "published", symlinks=True)
    before = builds_that_readers_see(tmp_path / "published")
    (build_id,) = before

    def refused(*command: str, why: str, code: int):
        result = dbt(*command, raw_dir=small_delivery)
        assert result.returncode == code, result.stdout[-1000:]
        (line,) = [text for text in result.stdout.splitlines() if "ot published" in text]
        assert why in line
        assert f"see build {build_id[:8]}, built" in line and "ago" in line
        by_hand = dbt("run-operation", "publish_marts", raw_dir=small_delivery)
        assert by_hand.returncode == 1 and "Not published" in by_hand.stdout
        assert builds_that_readers_see(tmp_path / "published") == before

    assert dbt("run-operation", "publish_marts", raw_dir=small_delivery).returncode == 0
    refused("build", "--select", "cities", why="only a part of the project", code=0)
    refused("build", "--exclude-resource-type", "unit_test", why="only a part", code=0)
    refused("build", "--vars", "{distinctive_min_index_points: -1, confidence_z: -1}",
            why="failed (", code=1)


def test_core_is_published_on_request_only(small, small_delivery, dbt, tmp_path):
    shutil.copy(small.warehouse, tmp_path)
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
    assert sorted(path.name for path in (folder / "builds").iterdir()) == ["one", "three"]


def test_a_rollback_brings_no_customers_back(source, tmp_path):
    publish(source, tmp_path, a_build("one", "marts.about", "core.dim_customers"))
    assert (tmp_path / "current" / "core" / "dim_customers.parquet").exists()
    publish(source, tmp_path, a_build("two", "marts.about"))
    assert not list(tmp_path.rglob("dim_customers.parquet"))
    with pytest.raises(FileNotFoundError, match="no previous publication"):
        published_files.roll_back(tmp_path)


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
    holder.stdout.readline()
    with pytest.raises(duckdb.IOException, match=f"PID {holder.pid}"):
        publish(source, tmp_path, a_build("two"))
    holder.communicate()
    publish(source, tmp_path, a_build("two"))
    assert builds_that_readers_see(tmp_path) == {"two"}


def test_rollback_without_a_previous_publication_says_so(small, dbt, tmp_path):
    shutil.copy(small.warehouse, tmp_path)
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
    is_over, failures, rounds = threading.Event(), [], []

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


@pytest.mark.slow
def test_ten_rebuilds_under_a_reader(small_delivery, dbt, tmp_path):
    """Real builds, and a reader that goes round every mart meanwhile."""
    assert dbt("build", raw_dir=small_delivery).returncode == 0
    folder, is_over, failures, seen = tmp_path / "published", threading.Event(), [], set()

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
                    seen.add(file.execute("select build_id from marts.about").fetchone()[0])
                builds_by_manifest(folder)
            except Exception as error:
                failures.append(error)

    def builds_by_manifest(folder: Path):
        manifest = manifest_of(folder)
        for table in manifest["tables"]:
            path = folder / manifest["folder"] / table["parquet"]
            found = duckdb.connect().execute(
                "select value from parquet_kv_metadata(?) where key = 'build_id'", [str(path)]
            ).fetchone()
            assert found[0].decode() == manifest["build_id"]

    reader = threading.Thread(target=read)
    reader.start()
    for _ in range(10):
        assert dbt("build", raw_dir=small_delivery).returncode == 0
    is_over.set()
    reader.join()
    assert failures == [] and len(seen) >= 10


def test_two_builds_at_once_do_not_meet(small_delivery, dbt, target_path, tmp_path):
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
    for line in first.stdout:
        if "seed" in line:
            break
    second = dbt("build", raw_dir=small_delivery)
    first.communicate()
    assert second.returncode != 0
    assert f"PID {first.pid}" in second.stdout and "lock" in second.stdout
    assert first.returncode == 0
    assert len(builds_that_readers_see(tmp_path / "published")) == 1


@pytest.fixture
def tiny_disk(tmp_path):
    """A disk of four megabytes, where the tests may mount one."""
    disk = tmp_path / "disk"
    disk.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", disk]
    if not shutil.which("mount") or subprocess.run(command, capture_output=True).returncode:
        pytest.skip("no right to mount a small disk")
    yield disk
    subprocess.run(["umount", "-l", disk])


def publish_by_hand(small: Build, small_delivery, folder: Path, tmp_path, target_path):
    """publish_marts into a folder; the warehouse is a copy."""
    warehouse = tmp_path / "mitron.duckdb"
    shutil.copy(small.warehouse, warehouse)
    environment = os.environ | {
        "MITRON_DUCKDB_PATH": str(warehouse), "MITRON_PUBLISH_DIR": str(folder),
        "MITRON_RAW_DIR": str(small_delivery),
    }
    return subprocess.run(
        [sys.executable, "-m", "dbt.cli.main", "run-operation", "publish_marts",
         "--target-path", str(target_path), "--log-path", str(tmp_path)],
        cwd=PROJECT, env=environment, capture_output=True, text=True,
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
    result = run_dbt(
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
    decisions = project / "models" / "marts" / "decisions"
    (decisions / "segment_actions.sql").rename(decisions / "actions_by_segment.sql")
    replace_once(decisions / "_cards__models.yml",
                 "name: segment_actions\n", "name: actions_by_segment\n")
    (project / "models" / "marts" / "profiles" / "month_categories.sql").unlink()
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
