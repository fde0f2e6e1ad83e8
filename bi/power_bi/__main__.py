"""Writes the Power BI project in this folder from dbt's manifest.

    dbt parse && python -m bi.power_bi            writes the project
    dbt parse && python -m bi.power_bi --check    exits 1 where it is out of date

Tables, columns, types and descriptions of the model come from the mart contracts, measures
from the metrics, pages from pages.yml. The theme is written by hand.
"""

import json
from pathlib import Path

from ..contract import read_manifest
from ..generated import parser, settle
from .pages import report
from .semantic_model import semantic_model
from .tmdl import SCHEMAS

HERE = Path(__file__).parent
MODEL, REPORT = "mitron.SemanticModel", "mitron.Report"
COMMAND = "dbt parse && python -m bi.power_bi"


def project_files(manifest: dict) -> dict[str, str]:
    """Path to text of every file that this program writes."""
    files = {"mitron.pbip": {
        "$schema": f"{SCHEMAS}/pbip/pbipProperties/1.0.0/schema.json",
        "version": "1.0",
        "artifacts": [{"report": {"path": REPORT}}],
        "settings": {"enableAutoRecovery": True},
    }}
    for folder, parts in ((MODEL, semantic_model(manifest)), (REPORT, report(manifest, MODEL))):
        files |= {f"{folder}/{path}": content for path, content in parts.items()}
    return {path: as_text(content) for path, content in files.items()}


def as_text(content: str | dict) -> str:
    if isinstance(content, str):
        return content
    return json.dumps(content, indent=2, ensure_ascii=False) + "\n"


def main() -> None:
    options = parser("bi.power_bi", (__doc__ or "").splitlines()[0]).parse_args()
    files = project_files(read_manifest(options.manifest))
    folders = [f"{folder}/definition" for folder in (MODEL, REPORT)]
    settle(HERE, files, folders, options.check, COMMAND)


if __name__ == "__main__":
    main()
