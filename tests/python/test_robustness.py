"""The same delivery gives the same marts, again, in another order, and after a crash."""

from __future__ import annotations

import signal
import subprocess
import sys
import time

import duckdb
import pytest
from builds import (
    NO_UNIT_TESTS,
    PROJECT,
    TABLES,
    Build,
    assert_same_marts,
    builds_that_readers_see,
    environment_of,
)


def test_a_second_build_over_the_first_gives_the_same_marts(pilot, target_path, tmp_path):
    pilot.copy_to(tmp_path)
    assert_same_marts(Build.run(tmp_path, target_path, None, *NO_UNIT_TESTS), pilot)


def test_shuffled_rows_give_the_same_marts(pilot, target_path, tmp_path):
    """The whole pilot in another order of rows."""
    for name, seed in TABLES.items():
        duckdb.execute(
            f"copy (from read_csv('{PROJECT}/seeds/raw/{seed}.csv', all_varchar = true)"
            f" order by hash(columns(*))) to '{tmp_path}/{name}.csv' (header)"
        )
    assert_same_marts(Build.run(tmp_path, target_path, tmp_path, *NO_UNIT_TESTS), pilot)


@pytest.mark.slow
def test_a_killed_build_leaves_a_file_that_opens_and_the_next_build_is_right(
    small, published, dbt, tmp_path
):
    """SIGKILL at moments spread over the build, each followed by a look at the file."""
    warehouse = tmp_path / "mitron.duckdb"
    environment = environment_of(warehouse, small.raw_dir)
    command = [
        sys.executable, "-m", "dbt.cli.main", "build", "--target-path", str(tmp_path / "target"),
        "--log-path", str(tmp_path),
    ]
    before = builds_that_readers_see(published)
    output = tmp_path / "output"
    kills = 0
    # after the first node began: how long dbt takes until then is the machine's mood
    for seconds in (0.5, 1.1, 1.7, 2.5, 3.5, 4.5):
        with output.open("w") as stdout:
            process = subprocess.Popen(command, cwd=PROJECT, env=environment, stdout=stdout)
        while process.poll() is None and " START " not in output.read_text():
            time.sleep(0.05)
        time.sleep(seconds)
        process.send_signal(signal.SIGKILL)
        kills += process.wait() == -signal.SIGKILL
        if warehouse.exists():
            with duckdb.connect(warehouse) as connection:
                names = connection.execute(
                    "select table_schema || '.' || table_name from information_schema.tables"
                ).fetchall()
                for (name,) in names:
                    connection.execute(f"select count(*) from {name}").fetchone()
        assert builds_that_readers_see(published) == before
        refused = dbt("run-operation", "publish_marts", raw_dir=small.raw_dir)
        assert refused.returncode == 1 and "did not finish" in refused.stdout
    assert kills >= 3, "the build was over before it could be killed"
    assert dbt("build", raw_dir=small.raw_dir).returncode == 0
    assert_same_marts(Build(warehouse, small.raw_dir, ""), small)
    with duckdb.connect(warehouse, read_only=True) as connection:
        left = connection.execute(
            "select table_name from information_schema.tables"
            " where table_name like '%\\_\\_dbt\\_%'"
            " escape '\\'"
        ).fetchall()
    assert left == []
