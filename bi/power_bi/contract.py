"""What dbt's manifest says about the tables that readers see."""

import json
import sys
import uuid
from pathlib import Path

FACT = "fct_spends"
SCHEMAS = "https://developer.microsoft.com/json-schemas/fabric"


class Mart:
    """A table that readers see."""

    def __init__(self, node: dict):
        self.schema, self.name = node["schema"], node["alias"]
        self.description = one_line(node["description"])
        self.columns = node["columns"]

    def label(self, column: str) -> str:
        """What a reader sees above a column."""
        words = column.replace("_inr", "_(INR)").replace("_pct", "_(%)").replace("_", " ")
        meta = self.columns[column]["config"]["meta"]
        return meta.get("metabase.display_name", words[0].upper() + words[1:])


def one_line(text: str) -> str:
    return " ".join(text.split())


def stable_id(*names: str) -> str:
    """The same names give the same id on every machine."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, "/".join(("mitron", *names))))


def read_manifest(path: Path) -> dict:
    if not path.exists():
        sys.exit(f"{path} is missing: run dbt parse first.")
    return json.loads(path.read_text(encoding="utf-8"))


def read_relationships(manifest: dict) -> list[tuple[str, str, str]]:
    """From the fact's tests: its column, and the table and column that it refers to."""
    fact = next(key for key, node in manifest["nodes"].items() if node["name"] == FACT)
    found = []
    for test in manifest["nodes"].values():
        kind = (test.get("test_metadata") or {}).get("name")
        if kind == "relationships" and test["attached_node"] == fact:
            (parent,) = (key for key in test["depends_on"]["nodes"] if key != fact)
            field = test["test_metadata"]["kwargs"]["field"]
            found.append((test["column_name"], manifest["nodes"][parent]["alias"], field))
    return sorted(found)


def read_marts(manifest: dict, relationships: list) -> list[Mart]:
    """The star and every table of schema marts."""
    star = {FACT} | {parent for _, parent, _ in relationships}
    marts = [
        Mart(node) for node in manifest["nodes"].values()
        if node["resource_type"] == "model"
        and (node["schema"] == "marts" or node["alias"] in star)
    ]
    return sorted(marts, key=lambda mart: (mart.schema, mart.name))


def platform(kind: str) -> dict:
    """The file that names an item of the project."""
    return {
        "$schema": f"{SCHEMAS}/gitIntegration/platformProperties/2.0.0/schema.json",
        "metadata": {"type": kind, "displayName": "mitron"},
        "config": {"version": "2.0", "logicalId": stable_id(kind)},
    }
