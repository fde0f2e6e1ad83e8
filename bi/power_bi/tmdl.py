"""How Power BI's text files write things."""

from ..contract import stable_id

SCHEMAS = "https://developer.microsoft.com/json-schemas/fabric"


def indented(text: str, depth: int) -> str:
    return "\n".join("\t" * depth + line if line else "" for line in text.split("\n"))


def model_name(name: str) -> str:
    return name if name.isidentifier() else f"'{name}'"


def platform(kind: str) -> dict:
    """The file that names an item of the project."""
    return {
        "$schema": f"{SCHEMAS}/gitIntegration/platformProperties/2.0.0/schema.json",
        "metadata": {"type": kind, "displayName": "mitron"},
        "config": {"version": "2.0", "logicalId": stable_id(kind)},
    }
