"""Builds that the tests share, each in a temporary warehouse of its own."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from builds import PROJECT, Build, run_dbt, write_small_delivery

REAL_FILES = Path(
    os.environ.get("MITRON_REAL_DIR", PROJECT.parent / "shared" / "data" / "codebasics")
)


def pytest_collection_modifyitems(items):
    """Slow files first, so that no worker waits at the end for the last of them."""
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)


@pytest.fixture(scope="session")
def target_path(tmp_path_factory) -> Path:
    """One target folder for all builds, so that dbt parses the project once."""
    return tmp_path_factory.mktemp("target")


@pytest.fixture(scope="session")
def pilot(tmp_path_factory, target_path) -> Build:
    """The shipped pilot, built as a newcomer would."""
    return Build.run(tmp_path_factory.mktemp("pilot"), target_path, raw_dir=None)


@pytest.fixture(scope="session")
def real(tmp_path_factory, target_path) -> Build:
    """The bank's real files, where they are at hand."""
    if not REAL_FILES.is_dir():
        pytest.skip(f"the real files are not in {REAL_FILES}; MITRON_REAL_DIR says where")
    return Build.run(tmp_path_factory.mktemp("real"), target_path, raw_dir=REAL_FILES)


@pytest.fixture(scope="session", params=["pilot", "real"])
def build(request) -> Build:
    """Either of the two."""
    return request.getfixturevalue(request.param)


@pytest.fixture(scope="session")
def small_delivery(tmp_path_factory) -> Path:
    """A delivery of some customers of the pilot, for tests that build many times."""
    return write_small_delivery(tmp_path_factory.mktemp("small"))


@pytest.fixture(scope="session")
def small(tmp_path_factory, target_path, small_delivery) -> Build:
    """The small delivery, built."""
    return Build.run(
        tmp_path_factory.mktemp("small_build"), target_path, raw_dir=small_delivery
    )


@pytest.fixture
def dbt(tmp_path, target_path):
    """Runs dbt on the project: `dbt("build", raw_dir=...)`."""

    def run(*arguments, raw_dir=None, warehouse=tmp_path / "mitron.duckdb", project=PROJECT):
        target = target_path if project == PROJECT else project / "target"
        return run_dbt(
            *arguments, raw_dir=raw_dir, warehouse=warehouse, target=target, project=project
        )

    return run
