"""What dbt's manifest says about the tables that readers see, and pages.yml about dashboards."""

import json
import re
import sys
import uuid
from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).parent
FACT = "fct_spends"
# The end of a column's name, and its unit.
UNITS = {
    "_inr_a_month": "INR a month", "_inr_a_year": "INR a year", "_inr": "INR", "_pct": "%",
    "_points": "points",
}
# A segment has one colour in every tool: those of the Power BI theme.
COLOURS = {"High": "#b3481a", "Mid": "#52606d", "Low": "#b8c0c8"}
WORDS = {"avg": "Average", "upi": "UPI", "emi": "EMI", "inr": "INR"}


class Mart:
    """A table that readers see."""

    def __init__(self, node: dict):
        self.schema, self.name = node["schema"], node["alias"]
        self.description = one_line(node["description"])
        self.columns = node["columns"]

    def label(self, column: str) -> str:
        """What a reader sees above a column, in every tool: the name that its description
        gives it, else one made of the column's words and unit."""
        return self.columns[column]["config"]["meta"].get(
            "metabase.display_name"
        ) or written_label(column)

    def comment(self, column: str) -> str:
        return one_line(self.columns[column]["description"])

    def type_of(self, column: str) -> str:
        return self.columns[column]["data_type"]

    def orders(self, shown: list[str]) -> list[str]:
        """The columns that put rows with these columns in the mart's own order: those made for
        it, then every column that is no figure, so that nothing is left to chance."""
        made = [f"{column}_sort_order" for column in shown]
        found = [
            column for column in self.columns
            if column in (*made, "sort_order", "measure_order")
        ]
        return found + [
            column for column in shown if self.type_of(column) in ("string", "date", "int")
        ]


def written_label(column: str) -> str:
    """A column's name in words: utilisation_ci_low_pct is `Utilisation interval, low (%)`."""
    name, unit = column, ""
    for end, written in UNITS.items():
        if name.endswith(end):
            name, unit = name.removesuffix(end), f" ({written})"
            break
    match = re.fullmatch(r"(?:(.+)_)?ci_(low|high)", name)
    interval = f" interval, {match[2]}" if match else ""
    words = [WORDS.get(word, word) for word in ((match[1] or "") if match else name).split("_")]
    text = (" ".join(words) + interval).strip() + unit
    return text[0].upper() + text[1:]


def one_line(text: str) -> str:
    return " ".join(text.split())


def stable_id(*names: str) -> str:
    """The same names give the same id on every machine."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, "/".join(("mitron", *names))))


def read_manifest(path: Path) -> dict:
    if not path.exists():
        sys.exit(f"{path} is missing: run dbt parse first.")
    return json.loads(path.read_text(encoding="utf-8"))


def read_marts(manifest: dict, schema: str = "marts") -> list[Mart]:
    """The tables of a schema, in the order of their names."""
    marts = [
        Mart(node) for node in manifest["nodes"].values()
        if node["resource_type"] == "model" and node["schema"] == schema
    ]
    return sorted(marts, key=lambda mart: mart.name)


def read_pages(manifest: dict) -> dict[str, dict[str, Any]]:
    """Name to page of pages.yml, with the label and description of its exposure."""
    exposures = {each["name"]: each for each in manifest["exposures"].values()}
    pages = yaml.safe_load((HERE / "pages.yml").read_text(encoding="utf-8"))
    for name, page in pages.items():
        exposure = exposures.get(name)
        label = exposure["label"].split(": ")[-1] if exposure else name
        page["label"] = label[0].upper() + label[1:]
        page["description"] = one_line(exposure["description"]) if exposure else ""
    return pages


ABOUT = {
    "name": "about", "kind": "table", "title": "About these figures", "mart": "about",
    "columns": [
        "data_origin", "customers_accepted", "spends_accepted", "first_month_start_date",
        "last_month_start_date", "built_at",
    ],
}


def headline_of(page: dict) -> list[dict]:
    """The finding that a page stands for, read from the marts; none where it has no claim."""
    return [{
        "name": "headline", "kind": "table", "title": "Finding", "mart": "insights",
        "columns": ["finding"], "where": {"claim_id": [page["headline"]]},
    }] if "headline" in page else []


def whole_rows_of(page: dict) -> list[dict]:
    """The rows of a page with its head, a finding beside a text, and its foot."""
    headline = [each | {"width": 8} for each in headline_of(page)]
    text = {
        "text": f"{page['description']} {page['note']}".strip(), "width": 4 if headline else 12,
    }
    return [
        {"height": 3, "visuals": [*headline, text]}, *page["rows"],
        {"height": 3, "visuals": [ABOUT | {"width": 12}]},
    ]


def visuals_of(page: dict) -> list[dict]:
    return [visual for row in page["rows"] for visual in row["visuals"]]


def columns_of(visual: dict) -> list[str]:
    """The columns that a visual shows, those that it groups by first."""
    named = [visual.get(role) for role in ("by", "series", "across", "figure")]
    return [column for column in [*named, *visual.get("columns", [])] if column]


def condition(where: dict[str, list]) -> str:
    """The rows that a visual shows, in SQL."""
    return " and ".join(
        f"{column} in ({', '.join(sql_literal(value) for value in values)})"
        for column, values in where.items()
    )


def sql_literal(value: str | int | bool) -> str:
    if isinstance(value, str):
        return "'" + value.replace("'", "''") + "'"
    return str(value).lower()
