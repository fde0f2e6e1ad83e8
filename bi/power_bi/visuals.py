"""Parts of a Power BI report: fields, filters, containers."""

from ..contract import FACT, Mart
from .tables import BREAKDOWN, CALENDAR, CALENDAR_COLUMNS, dimension_of
from .tmdl import SCHEMAS

# Columns that may be added up over rows; a visual shows any other one row at a time.
ADDITIVE = {"customer_count", "total_spend_inr"}
KINDS = {
    "figure": "card", "table": "tableEx", "matrix": "pivotTable",
    "bars": "clusteredBarChart", "columns": "clusteredColumnChart",
    "text": "multiRowCard", "choice": "slicer",
}
KIND_NAMES = {
    "figure": "Card", "table": "Table", "matrix": "Matrix", "bars": "Bar chart",
    "columns": "Column chart", "text": "Sentence", "choice": "Choice",
}


def report_schema(name: str) -> str:
    return f"{SCHEMAS}/item/report/definition/{name}/schema.json"


def literal(value: str | int) -> dict:
    """A value as the report's files write it."""
    if isinstance(value, bool):
        text = str(value).lower()
    elif isinstance(value, int):
        text = f"{value}L"
    else:
        text = "'" + value.replace("'", "''") + "'"
    return {"Literal": {"Value": text}}


def properties(**values: str | int) -> list[dict]:
    return [{"properties": {key: {"expr": literal(value)} for key, value in values.items()}}]


def column_of(table: str, name: str, source: str = "") -> dict:
    reference = {"Source": source} if source else {"Entity": table}
    return {"Column": {"Expression": {"SourceRef": reference}, "Property": name}}


def measure_of(name: str, table: str = FACT) -> dict:
    return {"Measure": {"Expression": {"SourceRef": {"Entity": table}}, "Property": name}}


def place_of(mart: Mart, column: str) -> tuple[str, str]:
    """Table and column of the model that show a mart's column: its dimension's, if it has one,
    so that a click moves every visual."""
    found = dimension_of(column)
    if found is None:
        return mart.name, mart.label(column)
    table, shown = found
    return table, CALENDAR_COLUMNS[shown][0] if table == CALENDAR else mart.label(column)


def field(mart: Mart, column: str, is_summary: bool) -> dict:
    """A column, or its one value a group."""
    if not is_summary:
        return column_of(*place_of(mart, column))
    plain = column_of(mart.name, mart.label(column))
    return {"Aggregation": {"Expression": plain, "Function": 0 if column in ADDITIVE else 3}}


def projection(mart: Mart, column: str, is_summary: bool) -> dict:
    function = "Sum" if column in ADDITIVE else "Min"
    table, name = (mart.name, mart.label(column)) if is_summary else place_of(mart, column)
    reference = f"{table}.{name}"
    return {
        "field": field(mart, column, is_summary),
        "queryRef": f"{function}({reference})" if is_summary else reference,
        "nativeQueryRef": name,
        "displayName": mart.label(column),
    }


def projected(expression: dict, name: str) -> dict:
    """A measure, or a column of a dimension, as it is."""
    ((_, inner),) = expression.items()
    table = inner["Expression"]["SourceRef"]["Entity"]
    return {
        "field": expression, "queryRef": f"{table}.{inner['Property']}",
        "nativeQueryRef": inner["Property"], "displayName": name,
    }


def interval_of(mart: Mart, column: str) -> list[str]:
    """What a reader asks of a figure: its number of customers and its interval."""
    stem, _, unit = column.rpartition("_")
    ends = [f"{stem}_ci_{end}_{unit}" for end in ("low", "high")]
    asked = ["customer_count", *ends] if column != "customer_count" else ["share_pct"]
    return [each for each in asked if each in mart.columns]


def roles(visual: dict, mart: Mart) -> dict[str, list[dict]]:
    """Role to projections of a visual of pages.yml."""
    kind = visual["kind"]
    if kind in ("figure", "text"):
        column = visual.get("figure") or visual["columns"][0]
        return {"Values": [projection(mart, column, True)]}
    if kind == "table":
        return {"Values": [projection(mart, column, False) for column in visual["columns"]]}
    if kind == "matrix":
        return {
            "Rows": [projection(mart, visual["by"], False)],
            "Columns": [projection(mart, visual["across"], False)],
            "Values": [projection(mart, visual["figure"], True)],
        }
    found = {"Category": [projection(mart, visual["by"], False)]}
    if "series" in visual:
        found["Series"] = [projection(mart, visual["series"], False)]
    found["Y"] = [projection(mart, visual["figure"], True)]
    asked = interval_of(mart, visual["figure"])
    if asked:
        found["Tooltips"] = [projection(mart, column, True) for column in asked]
    return found


def sorting(visual: dict, mart: Mart) -> dict:
    """By the column that the page names, else by the first one, in its own order."""
    if "descending" in visual:
        by, direction = field(mart, visual["descending"], True), "Descending"
    else:
        first = visual.get("by") or visual["columns"][0]
        by, direction = field(mart, first, False), "Ascending"
    return {"sort": [{"field": by, "direction": direction}], "isDefaultSort": False}


def filters(visual: dict, mart: Mart, prefix: str) -> dict:
    """Rows of the mart that the visual shows."""
    found = []
    for column, values in visual["where"].items():
        label = mart.label(column)
        found.append({
            "name": f"{prefix}_{visual['name']}_{column}",
            "field": column_of(mart.name, label),
            "type": "Categorical",
            "filter": {
                "Version": 2,
                "From": [{"Name": "m", "Entity": mart.name, "Type": 0}],
                "Where": [{"Condition": {"In": {
                    "Expressions": [column_of(mart.name, label, "m")],
                    "Values": [[literal(value)] for value in values],
                }}}],
            },
        })
    return {"filters": found}


def container(name: str, at: list[int], order: int, visual: dict) -> dict:
    x, y, width, height = at
    return {
        "$schema": report_schema("visualContainer/2.4.0"),
        "name": name,
        "position": {
            "x": x, "y": y, "z": order, "width": width, "height": height, "tabOrder": order,
        },
        "visual": visual,
    }


def data_visual(
    kind: str, title: str, says: str, query: dict, objects: dict | None = None,
    shows_title: bool = True,
) -> dict:
    """A visual with a query. `says` is for those who cannot see it."""
    return {
        "visualType": KINDS[kind],
        "query": query,
        **({"objects": objects} if objects else {}),
        "visualContainerObjects": {
            "title": properties(show=shows_title, text=title),
            "general": properties(altText=f"{KIND_NAMES[kind]}: {title}. {says}"),
        },
    }


def settled(visual: dict) -> dict:
    """What the theme does not settle."""
    if visual["kind"] == "matrix":
        return {"subTotals": properties(rowSubtotals=False, columnSubtotals=False)}
    if visual["kind"] == "text":
        return {"categoryLabels": properties(show=False), "card": properties(barShow=False)}
    if visual["kind"] in ("bars", "columns") and "series" not in visual:
        # one series: the theme's second colour, the accent is kept for High
        colour = {"expr": {"ThemeDataColor": {"ColorId": 3, "Percent": 0}}}
        return {"dataPoint": [{"properties": {"fill": {"solid": {"color": colour}}}}]}
    return {}


def mart_visual(visual: dict, mart: Mart, at: list[int], order: int, page: str) -> dict:
    """A visual of pages.yml."""
    shown = roles(visual, mart)
    query: dict = {"queryState": {
        role: {"projections": projections} for role, projections in shown.items()
    }}
    if visual["kind"] not in ("figure", "text"):
        query["sortDefinition"] = sorting(visual, mart)
    labels = [
        each["displayName"] for role, projections in shown.items() if role != "Tooltips"
        for each in projections
    ]
    content = container(visual["name"], at, order, data_visual(
        visual["kind"], visual["title"], f"Shows {', '.join(labels)}.", query, settled(visual),
        shows_title=visual["kind"] != "text",
    ))
    if "where" in visual:
        content["filterConfig"] = filters(visual, mart, page)
    return content


def one_of(table: str, column: str, value: str) -> dict:
    """A slicer in which one value is always chosen, and which it is at first."""
    return {
        "selection": properties(strictSingleSelect=True),
        "general": [{"properties": {"filter": {"filter": {
            "Version": 2,
            "From": [{"Name": "c", "Entity": table, "Type": 0}],
            "Where": [{"Condition": {"In": {
                "Expressions": [column_of(table, column, "c")], "Values": [[literal(value)]],
            }}}],
        }}}}],
    }


def choice(
    name: str, label: str, expression: dict, at: list[int], order: int, more: dict | None = None
) -> dict:
    """A slicer."""
    return container(name, at, order, data_visual(
        "choice", label, "Moves every visual of the page that has it.",
        {"queryState": {"Values": {"projections": [projected(expression, label)]}}},
        {"data": properties(mode="Dropdown"), "header": properties(show=True), **(more or {})},
        shows_title=False,
    ))


def title_box(title: str, note: str, at: list[int], order: int) -> dict:
    """The text at the head of a page."""
    runs = [(title, {"fontSize": "18pt", "fontWeight": "bold"}), (note, {"fontSize": "10pt"})]
    paragraphs = [{"textRuns": [{"value": text, "textStyle": style}]} for text, style in runs]
    return container("title", at, order, {
        "visualType": "textbox",
        "objects": {"general": [{"properties": {"paragraphs": paragraphs}}]},
        "visualContainerObjects": {"general": properties(altText=f"{title} {note}")},
    })


def navigator(at: list[int], order: int) -> dict:
    return container("navigator", at, order, {
        "visualType": "pageNavigator",
        "visualContainerObjects": {"general": properties(altText="The pages of this report.")},
    })


def back_button(at: list[int], order: int) -> dict:
    return container("back", at, order, {
        "visualType": "actionButton",
        "objects": {"icon": [{"properties": {"shapeType": {"expr": literal("back")}}}]},
        "visualContainerObjects": {
            "visualLink": properties(show=True, type="Back"),
            "general": properties(altText="Back to the page that the group was chosen on."),
        },
    })


def breakdown_role(expanded: dict, label: str) -> dict:
    """A role that shows whatever the reader breaks down by; `expanded` is what it starts with."""
    return {
        "projections": [projected(expanded, label)],
        "fieldParameters": [{
            "parameterExpr": column_of(BREAKDOWN, "Breakdown"), "index": 0, "length": 1,
        }],
    }
