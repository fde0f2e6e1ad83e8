"""Writes the Power BI project in this folder from dbt's manifest.

    dbt parse && python bi/power_bi/generate.py            writes the project
    dbt parse && python bi/power_bi/generate.py --check    exits 1 where it is out of date

Tables, columns, types, descriptions and relationships of the model come from the mart
contracts and their tests; measures from the metrics; pages from the exposures and from
pages.json, which says what each page shows. The theme is written by hand.
"""

import argparse
import json
import sys
from pathlib import Path

from contract import SCHEMAS, read_manifest, read_marts, read_relationships
from pages import report
from semantic_model import semantic_model

HERE = Path(__file__).parent
MODEL, REPORT = "mitron.SemanticModel", "mitron.Report"
COMMAND = "dbt parse && python bi/power_bi/generate.py"


def project_files(manifest: dict) -> dict[str, str]:
    """Path to text of every file that this program writes."""
    relationships = read_relationships(manifest)
    marts = read_marts(manifest, relationships)
    pages = json.loads((HERE / "pages.json").read_text(encoding="utf-8"))
    files = {"mitron.pbip": {
        "$schema": f"{SCHEMAS}/pbip/pbipProperties/1.0.0/schema.json",
        "version": "1.0",
        "artifacts": [{"report": {"path": REPORT}}],
        "settings": {"enableAutoRecovery": True},
    }}
    for folder, parts in (
        (MODEL, semantic_model(manifest, marts, relationships)),
        (REPORT, report(manifest, marts, pages, MODEL)),
    ):
        files |= {f"{folder}/{path}": content for path, content in parts.items()}
    return {path: as_text(content) for path, content in files.items()}


def as_text(content: str | dict) -> str:
    if isinstance(content, str):
        return content
    return json.dumps(content, indent=2, ensure_ascii=False) + "\n"


def files_on_disk() -> set[str]:
    """What stands in the definitions, whoever wrote it."""
    return {
        path.relative_to(HERE).as_posix()
        for folder in (MODEL, REPORT)
        for path in (HERE / folder / "definition").rglob("*")
        if path.is_file()
    }


def outdated(files: dict[str, str]) -> list[str]:
    """Files to write or to remove."""
    paths = set(files) | files_on_disk()
    return sorted(path for path in paths if read(HERE / path) != files.get(path))


def read(path: Path) -> str | None:
    return path.read_text(encoding="utf-8") if path.exists() else None


def write(path: Path, text: str | None) -> None:
    if text is None:
        path.unlink()
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="write nothing, say what differs")
    parser.add_argument("--manifest", type=Path, default=Path("target", "manifest.json"))
    options = parser.parse_args()
    files = project_files(read_manifest(options.manifest))
    changed = outdated(files)
    if options.check and changed:
        sys.exit("Out of date: " + ", ".join(changed) + f". Run: {COMMAND}")
    for path in changed:
        write(HERE / path, files.get(path))


if __name__ == "__main__":
    main()
