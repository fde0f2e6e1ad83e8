"""When a publication is due: whatever runs dbt, a command that leaves the project complete
publishes, and one that does not says what is missing."""

from __future__ import annotations

import re
import shutil
import threading
import time
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest
from builds import PROJECT, Build, copy_project, manifest_of, run_dbt, start_dbt

pytestmark = pytest.mark.slow


@pytest.fixture
def says(dbt, small_delivery) -> Callable[..., str]:
    """Runs dbt on the small delivery; returns its one line about publishing."""
    def run(*command: str, code: int = 0, raw_dir: Path = small_delivery) -> str:
        result = dbt(*command, raw_dir=raw_dir)
        assert result.returncode == code, result.stdout[-2000:]
        (line,) = [
            text for text in result.stdout.splitlines()
            if "Published " in text or "ot published: " in text
        ]
        return line

    return run


def folder_of(published: Path) -> str:
    return manifest_of(published)["folder"]


@pytest.mark.parametrize(
    "code, command",
    [
        (0, ["seed", "--select", "raw"]),
        (1, ["seed", "--select", "raw", "--vars", "{pilot_year: 1}"]),
        (1, ["run-operation", "publish_marts"]),
        (2, ["build", "--no-such-option"]),
        (2, ["build", "--profile", "nobody"]),
    ],
)
def test_exit_codes_are_those_of_the_page(code, command, small_delivery, tmp_path, target_path):
    """Refused files, failed models and tests and failed publications have tests of their own."""
    page = (PROJECT / "docs" / "operations.md").read_text(encoding="utf-8")
    assert re.findall(r"(?m)^\| (\d) \|", page) == ["0", "1", "2"]
    result = start_dbt(
        *command, raw_dir=small_delivery, warehouse=tmp_path / "mitron.duckdb", target=target_path
    )
    assert result.returncode == code, result.stdout[-1000:]


def test_parts_publish_once_they_are_the_whole(published, says):
    """Seeds, models and tests, each by a command of its own: the last one publishes."""
    before = folder_of(published)
    said = says("seed")
    assert "Not published: " in said and "nodes are older than what they read (" in said
    assert "Not published: " in says("run")
    assert "Not published: " in says("test", "--select", "test_type:unit")
    assert folder_of(published) == before
    assert "Published 35 tables" in says("test", "--select", "test_type:data")
    assert folder_of(published) != before


def test_a_part_publishes_where_nothing_else_is_out_of_date(published, says):
    before = folder_of(published)
    said = says("build", "--select", "int_groups")
    assert "Not published: " in said and "older than what they read" in said
    assert folder_of(published) == before
    # all that depends on it, and the tests that other models share with that
    assert "Published" in says(
        "build", "--select", "int_groups+", "--indirect-selection", "eager"
    )
    assert "Published" in says("test", "--select", "cities")
    assert "Published" in says("build", "--exclude-resource-type", "unit_test")


@pytest.mark.parametrize(
    "arguments, why",
    [
        (["--vars", "{high_value_min_utilisation_pct: 61}"], "passed with other code, vars"),
        (["--empty"], "it was built with --empty"),
    ],
)
def test_a_result_counts_only_for_what_it_was_won_with(published, says, arguments, why):
    before = folder_of(published)
    assert why in says("build", "--select", "cities", *arguments)
    assert folder_of(published) == before


def test_another_delivery_is_another_build(published, says, small_delivery, tmp_path):
    """The same rows in another folder; then the first folder, a file of which was written anew."""
    other = Path(shutil.copytree(small_delivery, tmp_path / "other"))
    assert "passed with other code, vars, target or delivery" in says(
        "build", "--select", "cities", raw_dir=other
    )
    assert "Published" in says("build", raw_dir=other)
    (other / "fact_spends.csv").touch()
    assert "passed with other code" in says("test", "--select", "cities", raw_dir=other)


def test_a_delivery_that_changes_during_a_build_is_not_taken_for_built(
    debug_log, published, dbt, says, small_delivery, target_path, tmp_path
):
    """The results count for what lay there when the command began."""
    delivery = Path(shutil.copytree(small_delivery, tmp_path / "changing"))
    log = Path(target_path) / "logs" / "dbt.log"
    begun = log.stat().st_size if log.exists() else 0

    def touch():
        while not log.exists() or b" START seed file" not in log.read_bytes()[begun:]:
            time.sleep(0.05)
        (delivery / "fact_spends.csv").touch()

    thread = threading.Thread(target=touch)
    thread.start()
    assert dbt("seed", raw_dir=delivery).returncode == 0
    thread.join()
    said = says("test", "--select", "cities", raw_dir=delivery)
    assert "passed with other code, vars, target or delivery" in said
    with duckdb.connect(tmp_path / "mitron.duckdb") as connection:
        assert connection.execute(
            "select count(*) from operations.node_results as results"
            " inner join operations.project_nodes as nodes using (id)"
            " where id like 'seed.%' and results.fingerprint <> nodes.fingerprint"
        ).fetchall() == [(10,)]


def test_without_a_manifest_nobody_can_tell(published, says):
    before = folder_of(published)
    said = says("--no-write-json", "test", "--select", "cities")
    assert "dbt was told not to write manifest.json" in said
    assert folder_of(published) == before
    assert "Published" in says("test", "--select", "cities")


def test_a_build_has_an_id_of_its_own(published, says, tmp_path):
    """That of the command that completed it, however often it is published."""
    def publish(*command: str) -> str:
        assert "Published" in says(*command)
        return manifest_of(published)["build_id"]

    first = manifest_of(published)["build_id"]
    assert publish("run-operation", "publish_marts") == first
    assert publish("test", "--select", "cities") == first
    second = publish("build", "--select", "insights+", "--indirect-selection", "eager")
    assert second != first
    assert publish("run-operation", "publish_marts") == second
    assert Build(tmp_path / "mitron.duckdb", None, "").read("marts.about")["build_id"][0] == second


def test_a_killed_command_voids_what_was_known(published, says, tmp_path):
    with duckdb.connect(tmp_path / "mitron.duckdb") as connection:
        connection.execute("insert into operations.running_commands values ('killed')")
    assert "the last command did not finish" in says("run-operation", "publish_marts", code=1)
    assert "nodes did not pass yet (" in says("build", "--select", "cities")
    assert "nodes did not pass yet (" in says("run-operation", "publish_marts", code=1)


@pytest.mark.parametrize("marker", ["nothing", "killed"])
def test_a_refused_command_publishes_nothing(marker, published, says, tmp_path):
    """Not even what was complete before it, nor what a killed command left half done."""
    shutil.rmtree(published)
    if marker == "killed":
        with duckdb.connect(tmp_path / "mitron.duckdb") as connection:
            connection.execute("insert into operations.running_commands values ('killed')")
    line = says("build", "--vars", "{pilot_year: 1}", code=1)
    assert "Not published: the command was not started; nothing has been published" in line
    assert not published.exists()
    if marker == "killed":
        assert "the last command did not finish" in says("run-operation", "publish_marts", code=1)


@pytest.fixture(scope="module")
def changed(tmp_path_factory, small_delivery) -> tuple[Path, Build]:
    """A copy of the project in a build of its own, to be changed."""
    folder = tmp_path_factory.mktemp("changed")
    project = copy_project(folder)
    return project, Build.run(folder, folder / "target", small_delivery, project=project)


def test_changed_code_is_not_published_before_it_is_built(changed, small_delivery):
    project, build = changed

    def said(*command: str, code: int = 0) -> str:
        result = run_dbt(
            *command, raw_dir=small_delivery, warehouse=build.warehouse,
            target=build.warehouse.parent / "target", project=project,
        )
        assert result.returncode == code, result.stdout[-2000:]
        return " ".join(result.stdout.split())

    assert "Published" in said("test", "--select", "cities")
    model = project / "models" / "marts" / "profiles" / "cities.sql"
    model.write_text(model.read_text() + "\n-- another version")
    waits = "nodes passed with other code, vars, target or delivery (cities"
    assert waits in said("test", "--select", "months")
    assert "Not published: 1 of" in said("run-operation", "publish_marts", code=1)
    assert "Published" in said("build", "--select", "cities+", "--indirect-selection", "eager")


def test_warnings_publish_and_are_named(changed, small_delivery):
    """In the line that publishes, in manifest.json and in `about`."""
    project, build = changed
    (project / "tests" / "assert_all_is_well.sql").write_text(
        "{{ config(severity='warn') }} select 1 as n from {{ ref('cities') }}"
    )
    published = build.warehouse.parent / "published"

    def run(*command: str) -> str:
        result = run_dbt(
            *command, raw_dir=small_delivery, warehouse=build.warehouse,
            target=build.warehouse.parent / "target", project=project,
        )
        assert result.returncode == 0, result.stdout[-2000:]
        return result.stdout

    output = run("build")
    assert "s, with 1 warning (assert_all_is_well)." in output
    assert manifest_of(published)["warnings"] == ["assert_all_is_well"]
    with duckdb.connect(published / "mitron_marts.duckdb", read_only=True) as connection:
        assert connection.execute("select warnings from marts.about").fetchall() == [
            ("assert_all_is_well",)
        ]
    assert "with 1 warning (assert_all_is_well)" in run("run-operation", "publish_marts")
    (project / "tests" / "assert_all_is_well.sql").unlink()
    assert "warning (" not in run("test", "--select", "cities")
    assert manifest_of(published)["warnings"] == []


def test_a_retry_that_completes_a_build_publishes(small_delivery, tmp_path):
    """`dbt build || dbt retry`: a test fails for a reason that goes away."""
    project = copy_project(tmp_path)
    model = project / "models" / "marts" / "profiles" / "months.sql"
    good = model.read_text()
    model.write_text(good.replace("select", "select error('away') as gone,", 1))

    def run(command: str):
        return run_dbt(
            command, raw_dir=small_delivery, warehouse=tmp_path / "mitron.duckdb",
            target=tmp_path / "target", project=project,
        )

    first = run("build")
    assert first.returncode == 1 and "nodes failed (months)" in first.stdout
    model.write_text(good)
    again = run("retry")
    assert again.returncode == 0, again.stdout[-2000:]
    assert "Published 35 tables" in again.stdout
    assert manifest_of(tmp_path / "published")["tests_passed"] > 100
