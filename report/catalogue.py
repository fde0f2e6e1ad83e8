"""What the site says of every table: from dbt's manifest and the lineage of its columns."""

import json
import logging
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from dbt_colibri.lineage_extractor.extractor import DbtColumnLineageExtractor
from dbt_colibri.report.generator import DbtColibriReportGenerator

# what a column's name says of its unit
UNITS = {
    "_inr": "INR", "_pct": "per cent", "_points": "points", "_count": "number", "_index": "index",
    "_date": "date", "_at": "time, UTC",
}
# the layers of the project in the order of its flow: path, name, what they hold
LAYERS = (
    ("seeds", "Files", "what the bank delivered, and the project's own lists"),
    ("models/staging", "Staging", "recognised, checked, accepted or set aside"),
    ("models/intermediate/customers", "Customers", "a row a customer: spends, income, card"),
    ("models/intermediate/groups", "Groups", "a row a group: sums, measures, mixes"),
    ("models/intermediate/disclosure", "Disclosure", "what may be shown of groups"),
    ("steps", "Steps", "what only one question's marts need"),
    ("models/marts", "Marts", "what readers build on"),
    ("exposures", "Readers", "report and tools that read the marts"),
)

# where a column is of a customer or a spend, not of a group
SINGLE_ROWS = {"seeds", "models/staging", "models/intermediate/customers"}


@dataclass
class Column:
    name: str
    kind: str
    description: str
    # (table, column) one step before
    comes_from: list[tuple[str, str]] = field(default_factory=list)

    @property
    def unit(self) -> str:
        return next((unit for end, unit in UNITS.items() if self.name.endswith(end)), "")


@dataclass
class Relation:
    """A table or view of the warehouse, or who reads one."""

    id: str
    name: str
    schema: str
    layer: str
    description: str
    sql: str
    compiled: str
    columns: list[Column]
    parents: list[str] = field(default_factory=list)
    children: list[str] = field(default_factory=list)

    @property
    def grain(self) -> str:
        """The first sentence of the description."""
        return self.description.split(". ")[0].rstrip(".") + "."

    @property
    def is_published(self) -> bool:
        return self.schema == "marts"

    @property
    def docs_link(self) -> str:
        """Where dbt's documentation shows it."""
        return f"#!/{self.id.split('.')[0]}/{self.id}"


class Catalogue:
    """All relations by name, with parents and children one step away."""

    def __init__(self, target: Path):
        manifest = json.loads((target / "manifest.json").read_text(encoding="utf-8"))
        self.manifest = manifest
        catalog = json.loads((target / "catalog.json").read_text(encoding="utf-8"))
        described = {
            **{k: n for k, n in manifest["nodes"].items()
               if n["resource_type"] in ("model", "seed")},
            **manifest["sources"], **manifest["exposures"],
        }
        built = {**catalog["nodes"], **catalog["sources"]}
        self.relations = {
            relation.name: relation
            for relation in (
                self.relation(node_id, node, built.get(node_id, {}).get("columns", {}))
                for node_id, node in described.items()
            )
        }
        names = {relation.id: name for name, relation in self.relations.items()}
        for name, relation in self.relations.items():
            for parent in manifest["parent_map"].get(relation.id, []):
                if parent in names:
                    relation.parents.append(names[parent])
                    self.relations[names[parent]].children.append(name)
        self.read_lineage(target, names)

    @staticmethod
    def relation(node_id: str, node: dict, built: dict) -> Relation:
        path = node["original_file_path"].replace("\\", "/")
        layer = (
            "exposures" if node_id.startswith("exposure") else "seeds"
            if node_id.startswith(("seed", "source")) else "steps" if "/steps/" in path
            else next(folder for folder, _, _ in LAYERS if path.startswith(folder))
        )
        kinds = {name.lower(): column["type"] for name, column in built.items()}
        return Relation(
            node_id, node["name"], node.get("schema", ""), layer, node["description"].strip(),
            node.get("raw_code", ""), (node.get("compiled_code") or "").strip(),
            [
                Column(name, (column.get("data_type") or kinds.get(name.lower(), "")).lower(),
                       column["description"])
                for name, column in node.get("columns", {}).items()
            ],
        )

    def read_lineage(self, target: Path, names: dict[str, str]) -> None:
        # it warns of sources that a file makes when it is published first
        logging.getLogger("colibri").setLevel(logging.ERROR)
        extractor = DbtColumnLineageExtractor(
            str(target / "manifest.json"), str(target / "catalog.json")
        )
        lineage = DbtColibriReportGenerator(extractor, disable_telemetry=True).build_full_lineage()
        columns = {
            (relation.name, column.name): column
            for relation in self.relations.values() for column in relation.columns
        }
        for edge in lineage["lineage"]["edges"]:
            source, target_name = names.get(edge["source"]), names.get(edge["target"])
            column = columns.get((target_name or "", edge["targetColumn"]))
            place = (source or "", edge["sourceColumn"])
            if column and place in columns and place not in column.comes_from:
                column.comes_from.append(place)

    def layers(self) -> Iterator[tuple[str, str, str, list[Relation]]]:
        """Key, name, meaning and relations of each layer."""
        for folder, name, meaning in LAYERS:
            yield folder.rsplit("/", 1)[-1], name, meaning, sorted(
                (r for r in self.relations.values() if r.layer == folder), key=lambda r: r.name
            )

    @property
    def entries(self) -> list[dict]:
        """What the search looks through, beside claims."""
        return [
            {"name": relation.name, "columns": [column.name for column in relation.columns],
             "text": relation.grain, "mart": relation.is_published,
             "link": f"tables/{relation.name}.html"}
            for relation in self.relations.values()
        ]

    def steps(self, table: str, column: str) -> list[list[tuple[str, Column]]]:
        """Where a column comes from, a step at a time down to the files."""
        found: list[list[tuple[str, Column]]] = []
        seen = {(table, column)}
        places = [(table, column)]
        while places:
            places = list(dict.fromkeys(
                before for place in places for before in self.column(*place).comes_from
                if before not in seen
            ))
            seen.update(places)
            if places:
                found.append([(name, self.column(name, of)) for name, of in places])
        return found

    def computed_in(self, table: str, column: str) -> str:
        """The table whose SQL makes a group's column: beyond it no column of that name is read,
        or one of single customers, which is another figure."""
        seen = {table}
        while True:
            before = [
                name for name, of in self.column(table, column).comes_from
                if of == column and name not in seen
                and self.relations[name].layer not in SINGLE_ROWS
            ]
            if not before:
                return table
            table = before[0]
            seen.add(table)

    def column(self, table: str, name: str) -> Column:
        return next(column for column in self.relations[table].columns if column.name == name)
