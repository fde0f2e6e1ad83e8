"""What the project is now, node by node: a result of dbt counts only for what it was won with.

`macros/publishing` keeps the last result of every node with the node's fingerprint, and asks
whether a publication is due.
"""

import hashlib
import json
import os
from pathlib import Path
from typing import Any

from delivered_files import RAW_DIR, Refused, find_files

PROJECT = Path(__file__).parent.parent
TABLES = ("dim_customers", "fact_spends")
KINDS = ("seed", "model", "snapshot", "test", "unit_test")


def nodes_of_project(command_json: str) -> str:
    """Every node that must be good: id, name, fingerprint and parents, as JSON.

    `command_json` has target, target_path, vars and invocation_id. The nodes are read from the
    manifest file, since dbt's graph knows no unit tests. Answers none where this command did
    not write it, because it was told so: an older one may lack what has changed.
    """
    command = json.loads(command_json)
    path = Path(PROJECT, command["target_path"], "manifest.json")
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return "[]"
    if manifest["metadata"]["invocation_id"] != command["invocation_id"]:
        return "[]"
    return json.dumps(fingerprinted(manifest, context_of(manifest, command), delivery()))


def context_of(manifest: dict, command: dict) -> list:
    """What every result depends on: the vars, the macros, the loader and the target."""
    macros = sorted(
        macro["macro_sql"] for macro in manifest["macros"].values()
        if macro["package_name"] == manifest["metadata"]["project_name"]
    )
    # what is published, and over what, changes no table
    given = {
        name: value for name, value in command["vars"].items() if not name.startswith("publish_")
    }
    files = [PROJECT / "dbt_project.yml", *sorted(Path(__file__).parent.glob("*.py"))]
    return [given, macros, [file.read_text(encoding="utf-8") for file in files], command["target"]]


def delivery() -> list[tuple]:
    """The delivered files: where they lie, how large they are, and since when.

    Of a folder that only Spark reads no more than its name is known here.
    """
    folder = os.environ.get(RAW_DIR)
    if folder:
        try:
            files = [path for table in TABLES for path, _ in find_files(Path(folder), table)]
        except Refused:
            return [(folder,)]
    else:
        files = sorted((PROJECT / "seeds" / "raw").glob("*.csv"))
    return [
        (str(path.resolve()), path.stat().st_size, path.stat().st_mtime_ns) for path in files
    ]


def fingerprinted(manifest: dict, context: list, delivered: list) -> list[dict]:
    nodes = {
        name: node for name, node in (manifest["nodes"] | manifest["unit_tests"]).items()
        if node["resource_type"] in KINDS and node["config"].get("materialized") != "ephemeral"
    }
    code = {name: hash_of([context, what_makes(node)]) for name, node in nodes.items()}
    answer: list[dict] = []
    for name, node in nodes.items():
        parents = [parent for parent in node["depends_on"].get("nodes", []) if parent in nodes]
        if node["resource_type"] == "unit_test":
            # it runs before its model, on rows of its own: the model's code counts, not its table
            made_with: list = [code[name], *(code[parent] for parent in parents)]
            parents = []
        else:
            made_with = [code[name], delivered]
        answer.append({
            "id": name, "name": node["name"], "fingerprint": hash_of(made_with),
            "parents": parents,
        })
    return answer


def what_makes(node: dict) -> list:
    """What of a node decides its result: its code, its settings and what is said of it."""
    names = (
        "checksum", "raw_code", "config", "description", "columns", "constraints",
        "test_metadata", "column_name",
    )
    return [node.get(name) for name in names]


def hash_of(value: Any) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()
