"""What Windows does differently, as far as it can be tried elsewhere."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import published_files
import pytest
from builds import PROJECT, builds_that_readers_see, environment_of
from test_publish_files import a_build, publish, source  # noqa: F401 (a fixture)


def test_publishing_and_rollback_without_links(source, tmp_path, monkeypatch):  # noqa: F811
    """Windows replaces no link to a folder: the manifest says which one is current."""
    monkeypatch.setattr(published_files, "make_link", lambda *_: None)
    folder = tmp_path / "published"
    for build_id in ("one", "two"):
        publish(source, folder, a_build(build_id))
        assert builds_that_readers_see(folder) == {build_id}
    assert not (folder / "current").exists()
    published_files.roll_back(folder)
    assert builds_that_readers_see(folder) == {"one"}


def test_a_file_that_a_reader_holds_open_is_not_replaced(
    source, tmp_path, monkeypatch  # noqa: F811
):
    """Windows refuses to replace it: readers keep the old build, whole, and the next try works."""
    folder = tmp_path / "published"
    publish(source, folder, a_build("one"))
    replace = os.replace

    def refuse(old, new):
        if Path(new).name == published_files.DATABASE:
            raise PermissionError(13, "Access is denied", str(new))
        replace(old, new)

    with monkeypatch.context() as patched:
        patched.setattr(published_files.os, "replace", refuse)
        with pytest.raises(PermissionError):
            publish(source, folder, a_build("two"))
    assert builds_that_readers_see(folder) == {"one"}
    publish(source, folder, a_build("two"))
    assert builds_that_readers_see(folder) == {"two"}


@pytest.mark.parametrize("encoding", ["cp1252", "ascii"])
def test_a_console_of_another_encoding(small, small_delivery, tmp_path, target_path, encoding):
    """A redirected console of Windows writes cp1252; a scheduler's may know ASCII alone."""
    warehouse = small.copy_to(tmp_path)
    environment = environment_of(warehouse, small_delivery) | {
        "PYTHONIOENCODING": encoding, "PYTHONUTF8": "0",
    }
    for command in (
        ["dbt.cli.main", "build", "-s", "cities", "--target-path", str(target_path),
         "--log-path", str(tmp_path)],
        ["report", "--published", str(small.warehouse.parent / "published"), "--to", str(tmp_path)],
    ):
        result = subprocess.run(
            [sys.executable, "-m", *command], cwd=PROJECT, env=environment, capture_output=True
        )
        said = (result.stdout + result.stderr).decode(encoding)
        assert result.returncode == 0, said
        assert "Error" not in said.replace("ERROR=0", ""), said
    assert "₹" in (tmp_path / "report.html").read_text(encoding="utf-8")


def test_a_backslash_in_a_path_is_a_letter_like_any_other(small_delivery, tmp_path, dbt):
    """Paths of Windows go through SQL, JSON and Jinja: nothing may read their backslashes."""
    folder = tmp_path / r"new\deliveries\test"
    folder.mkdir()
    for path in small_delivery.iterdir():
        (folder / path.name).write_bytes(path.read_bytes())
    result = dbt("build", "--select", "+stg_checked_customers", raw_dir=folder)
    assert result.returncode == 0, result.stdout
