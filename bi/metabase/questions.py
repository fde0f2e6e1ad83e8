"""The questions and the dashboard of pages.yml, as Metabase's API takes them."""

import json
from dataclasses import dataclass
from typing import Any

from ..contract import COLOURS, Mart, columns_of, condition, stable_id, whole_rows_of

MADE_HERE = "Made by python -m bi.metabase from bi/pages.yml: changes here are written over."
GRID_COLUMNS = 24
TYPE_OF_FILTER = {"string": "string/=", "int": "number/=", "bigint": "number/="}


def column_setting(mart: Mart, column: str) -> dict[str, Any]:
    """The column's label, and its format."""
    kind = mart.type_of(column)
    setting: dict[str, Any] = {"column_title": mart.label(column)}
    if "_inr" in column:
        setting |= {"number_style": "decimal", "decimals": 0, "prefix": "₹"}
    elif column.endswith(("_pct", "_points")) or kind in ("double", "decimal(18,2)"):
        setting |= {"number_style": "decimal", "decimals": 1}
    elif column == "month_start_date":
        setting |= {"date_style": "MMMM, YYYY"}
    return setting


def settings(visual: dict, mart: Mart) -> dict[str, Any]:
    """How a question is drawn."""
    found: dict[str, Any] = {"column_settings": {
        # the keys are JSON, without blanks
        json.dumps(["name", column], separators=(",", ":")): column_setting(mart, column)
        for column in columns_of(visual)
    }}
    kind = visual["kind"]
    if kind == "figure":
        found["scalar.field"] = visual["figure"]
    elif kind == "matrix":
        found |= {
            "table.pivot": True, "table.pivot_column": visual["across"],
            "table.cell_column": visual["figure"],
        }
    elif kind in ("bars", "columns"):
        series = [visual["series"]] if "series" in visual else []
        found |= {
            "graph.dimensions": [visual["by"], *series], "graph.metrics": [visual["figure"]],
            "graph.show_values": True, "graph.x_axis.scale": "ordinal",
        }
        if series == ["segment"]:
            found["series_settings"] = {
                member: {"color": colour} for member, colour in COLOURS.items()
            }
    return found


def display(visual: dict) -> str:
    if visual["kind"] == "bars":
        return "bar" if "series" in visual else "row"
    return {"figure": "scalar", "columns": "bar"}.get(visual["kind"], "table")


def order(visual: dict, mart: Mart) -> list[str]:
    """The mart's own order, or the largest first."""
    if "descending" in visual:
        return [f"{visual['descending']} desc nulls last"]
    return [f"{column} nulls last" for column in mart.orders(columns_of(visual))]


@dataclass(frozen=True)
class Question:
    """A native question over one mart, with a field filter for each choice of its page."""

    page: str
    visual: dict
    mart: Mart
    filters: tuple[str, ...]

    @property
    def name(self) -> str:
        return f"{self.page}: {self.visual['title']}"

    @property
    def sql(self) -> str:
        # the table has no other name: a field filter writes its own
        conditions = [condition({column: values}) for column, values in
                      self.visual.get("where", {}).items()]
        conditions += [f"{{{{{column}}}}}" for column in self.filters]
        lines = [
            f"select {', '.join(columns_of(self.visual))}",
            f"from {self.mart.schema}.{self.mart.name}",
            *(["where " + "\n    and ".join(conditions)] if conditions else []),
        ]
        ordered = order(self.visual, self.mart)
        lines += [f"order by {', '.join(ordered)}"] if ordered else []
        return "\n".join(lines)

    def tags(self, fields: dict[str, int]) -> dict[str, dict]:
        """Field filters; `fields` are the ids that this Metabase gave the mart's columns."""
        return {
            column: {
                "id": stable_id("metabase", "tag", self.name, column),
                "name": column,
                "display-name": self.mart.label(column),
                "type": "dimension",
                "dimension": ["field", fields[column], None],
                "widget-type": TYPE_OF_FILTER[self.mart.type_of(column)],
            }
            for column in self.filters
        }

    def card(self, database: int, collection: int, fields: dict[str, int]) -> dict[str, Any]:
        return {
            "name": self.name,
            "description": f"{self.mart.description} {MADE_HERE}",
            "display": display(self.visual),
            "visualization_settings": settings(self.visual, self.mart),
            "collection_id": collection,
            "type": "question",
            "dataset_query": {
                "type": "native",
                "database": database,
                "native": {"query": self.sql, "template-tags": self.tags(fields)},
            },
        }


def questions_of(pages: dict, marts: dict[str, Mart]) -> dict[tuple[str, str], Question]:
    """Page and visual to question."""
    found = {}
    for name, page in pages.items():
        for row in whole_rows_of(page):
            for visual in row["visuals"]:
                if "mart" in visual:
                    mart = marts[visual["mart"]]
                    found[name, visual["name"]] = Question(
                        page["label"], visual, mart,
                        tuple(column for column in page["filters"] if column in mart.columns),
                    )
    return found


def parameters(questions: dict[tuple[str, str], Question]) -> list[dict]:
    """The dashboard's filters: one a column, which moves every page that has it."""
    found: dict[str, dict] = {}
    for question in questions.values():
        for column in question.filters:
            kind = TYPE_OF_FILTER[question.mart.type_of(column)]
            found.setdefault(column, {
                "id": stable_id("metabase", "filter", column)[:8],
                "name": question.mart.label(column),
                "slug": column,
                "type": kind,
                "sectionId": kind.partition("/")[0],
            })
    return list(found.values())


def mappings(question: Question, card: int) -> list[dict]:
    return [
        {
            "parameter_id": stable_id("metabase", "filter", column)[:8],
            "card_id": card,
            "target": ["dimension", ["template-tag", column]],
        }
        for column in question.filters
    ]


def text_settings(text: str) -> dict:
    return {
        "virtual_card": {
            "name": None, "display": "text", "visualization_settings": {}, "dataset_query": {},
            "archived": False,
        },
        "text": text,
    }


def layout(
    pages: dict, questions: dict[tuple[str, str], Question], cards: dict[str, int],
    tabs: dict[str, int],
) -> list[dict]:
    """The cards of the dashboard in their places; `cards` and `tabs` are ids by name."""
    placed = []
    for name, page in pages.items():
        top = 0
        for row in whole_rows_of(page):
            left, height = 0, max(3, row["height"])
            for visual in row["visuals"]:
                width = 2 * visual["width"]
                place: dict[str, Any] = {
                    "dashboard_tab_id": tabs[page["label"]],
                    "row": top, "col": left, "size_x": width, "size_y": height, "series": [],
                }
                if "text" in visual:
                    place |= {
                        "card_id": None, "parameter_mappings": [],
                        "visualization_settings": text_settings(visual["text"]),
                    }
                else:
                    question = questions[name, visual["name"]]
                    card = cards[question.name]
                    place |= {
                        "card_id": card, "parameter_mappings": mappings(question, card),
                        "visualization_settings": {"card.title": visual["title"]},
                    }
                placed.append(place)
                left += width
            top += height
    return placed
