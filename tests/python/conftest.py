"""Builds that the tests share, each made once however many workers there are."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable
from pathlib import Path

import builds
import pytest
from builds import PROJECT, Build, run_dbt, start_dbt, write_small_delivery
from playwright.sync_api import sync_playwright

from report.marts import Unreadable
from report.pictures import browser_path

pytest_plugins = ["ci_skips"]

REAL_FILES = Path(
    os.environ.get("MITRON_REAL_DIR", PROJECT.parent / "shared" / "data" / "codebasics")
)


def pytest_collection_modifyitems(items):
    """Slow files first, so that no worker waits at the end for the last of them."""
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)


@pytest.fixture(scope="session")
def once(tmp_path_factory) -> Callable[[str, Callable[[Path], None]], Path]:
    """Makes a folder that all workers read: the first to ask makes it, the others wait."""
    common = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        common = common.parent

    def make_once(name: str, make: Callable[[Path], None]) -> Path:
        folder, done = common / name, common / f"{name}.done"
        try:
            folder.mkdir()
        except FileExistsError:
            while not done.exists():
                time.sleep(0.1)
            assert done.read_text() == "good", f"{name} could not be made: see the other worker"
            return folder
        verdict = "bad"
        try:
            make(folder)
            verdict = "good"
        finally:
            done.write_text(verdict)
        return folder

    return make_once


@pytest.fixture(scope="session")
def browser():
    """One browser a worker."""
    try:
        executable = browser_path()
    except Unreadable as problem:
        pytest.skip(str(problem))
    with sync_playwright() as playwright:
        # the sandbox of chromium refuses to run as root, which is who runs CI
        yield playwright.chromium.launch(executable_path=executable, args=["--no-sandbox"])


@pytest.fixture(scope="session")
def pilot(once) -> Build:
    """The shipped pilot, built as a newcomer would: in a process of its own."""
    folder = once("pilot", lambda folder: build_into(folder, None, start_dbt))
    return Build.of(folder, None)


@pytest.fixture(scope="session")
def target_path(pilot, tmp_path_factory) -> Path:
    """One target folder a worker, in which dbt has parsed the project and made its files."""
    target = tmp_path_factory.mktemp("target")
    return Path(shutil.copytree(pilot.warehouse.parent / "target", target, dirs_exist_ok=True))


@pytest.fixture(scope="session")
def real(once) -> Build:
    """The bank's real files, where they are at hand."""
    if not REAL_FILES.is_dir():
        pytest.skip(f"the real files are not in {REAL_FILES}; MITRON_REAL_DIR says where")
    folder = once("real", lambda folder: build_into(folder, REAL_FILES))
    return Build.of(folder, REAL_FILES)


@pytest.fixture(scope="session", params=["pilot", "real"])
def build(request) -> Build:
    """Either of the two."""
    return request.getfixturevalue(request.param)


@pytest.fixture(scope="session")
def small_delivery(once) -> Path:
    """A delivery of some customers of the pilot, for tests that build many times."""
    return once("small_delivery", write_small_delivery)


@pytest.fixture(scope="session")
def small(once, small_delivery) -> Build:
    """The small delivery, built."""
    folder = once("small", lambda folder: build_into(folder, small_delivery))
    return Build.of(folder, small_delivery)


@pytest.fixture
def published(small, tmp_path) -> Path:
    """The small delivery, built and published, in a copy that a test may change."""
    small.copy_to(tmp_path)
    return Path(shutil.copytree(
        small.warehouse.parent / "published", tmp_path / "published", symlinks=True
    ))


def build_into(folder: Path, raw_dir: Path | None, dbt=run_dbt) -> None:
    """Builds into a folder, which keeps what dbt printed and its target beside the warehouse."""
    build = Build.run(folder, folder / "target", raw_dir, dbt=dbt)
    (folder / "output.txt").write_text(build.output)
    # whoever builds on it takes a copy
    build.warehouse.chmod(0o444)


@pytest.fixture
def debug_log(monkeypatch):
    """Lets dbt write its log, as it does for a user."""
    monkeypatch.setattr(builds, "LOG_LEVEL", "debug")


@pytest.fixture
def dbt(tmp_path, target_path):
    """Runs dbt on the project: `dbt("build", raw_dir=...)`."""

    def run(*arguments, raw_dir=None, warehouse=tmp_path / "mitron.duckdb", project=PROJECT):
        target = target_path if project == PROJECT else project / "target"
        return run_dbt(
            *arguments, raw_dir=raw_dir, warehouse=warehouse, target=target, project=project
        )

    return run
