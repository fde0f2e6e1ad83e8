"""Files that are written from dbt's manifest, and kept in git: written, or held against it."""

import argparse
import sys
from pathlib import Path


def parser(module: str, description: str) -> argparse.ArgumentParser:
    """The options that every program here has."""
    made = argparse.ArgumentParser(f"python -m {module}", description=description)
    made.add_argument("--check", action="store_true", help="write nothing, say what differs")
    made.add_argument(
        "--manifest", type=Path, default=Path("target", "manifest.json"),
        help="dbt's manifest (default: %(default)s, which dbt parse writes)",
    )
    return made


def read(path: Path) -> str | None:
    return path.read_text(encoding="utf-8") if path.exists() else None


def settle(
    folder: Path, files: dict[str, str], folders: list[str], is_check: bool, command: str
) -> None:
    """Writes `files` below `folder`, and removes what else stands in its `folders`."""
    on_disk = {
        path.relative_to(folder).as_posix()
        for each in folders for path in (folder / each).rglob("*") if path.is_file()
    }
    changed = sorted(
        path for path in {*files, *on_disk} if read(folder / path) != files.get(path)
    )
    if is_check and changed:
        sys.exit("Out of date: " + ", ".join(changed) + f". Run: {command}")
    for path in changed:
        text, target = files.get(path), folder / path
        if text is None:
            target.unlink()
            for above in target.parents:
                if any(above.iterdir()):
                    break
                above.rmdir()
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8", newline="\n")
