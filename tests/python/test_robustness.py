"""The same delivery gives the same marts, again, in another order, and after a crash."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time

import duckdb
import pytest
from builds import PROJECT, TABLES, Build, assert_same_marts, builds_that_readers_see


def test_a_second_build_over_the_first_gives_the_same_marts(pilot, dbt, tmp_path):
    for _ in range(2):
        result = dbt("build")
        assert result.returncode == 0, result.stdout[-2000:]
    assert_same_marts(Build(tmp_path / "mitron.duckdb", None, ""), pilot)


def test_shuffled_rows_give_the_same_marts(pilot, target_path, tmp_path):
    """The whole pilot in another order of rows."""
    for name, seed in TABLES.items():
        duckdb.execute(
            f"copy (from read_csv('{PROJECT}/seeds/raw/{seed}.csv', all_varchar = true)"
            f" order by hash(columns(*))) to '{tmp_path}/{name}.csv' (header)"
        )
    assert_same_marts(Build.run(tmp_path, target_path, tmp_path), pilot)


@pytest.mark.slow
def test_a_killed_build_leaves_a_file_that_opens_and_the_next_build_is_right(
    pilot, dbt, tmp_path, target_path
):
    """SIGKILL at moments spread over the build, each followed by a look at the file."""
    warehouse = tmp_path / "mitron.duckdb"
    published = tmp_path / "published"
    environment = os.environ | {
        "MITRON_DUCKDB_PATH": str(warehouse), "MITRON_PUBLISH_DIR": str(published),
    }
    command = [
        sys.executable, "-m", "dbt.cli.main", "build", "--target-path", str(target_path),
        "--log-path", str(tmp_path),
    ]
    assert dbt("build").returncode == 0
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
        refused = dbt("run-operation", "publish_marts")
        assert refused.returncode == 1 and "did not finish" in refused.stdout
    assert kills >= 3, "the build was over before it could be killed"
    assert dbt("build").returncode == 0
    assert_same_marts(Build(warehouse, None, ""), pilot)
    with duckdb.connect(warehouse, read_only=True) as connection:
        left = connection.execute(
            "select table_name from information_schema.tables"
            " where table_name like '%\\_\\_dbt\\_%'"
            " escape '\\'"
        ).fetchall()
    assert left == []
