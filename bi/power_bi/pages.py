"""The report: pages of visuals, each over one mart."""

from contract import SCHEMAS, Mart, one_line, platform

THEME = "mitron.json"
# Columns that may be added up over rows; a visual shows any other one row at a time.
ADDITIVE = {"customer_count", "total_spend_inr"}
VISUAL_KINDS = {
    "card": "Card", "tableEx": "Table", "pivotTable": "Matrix",
    "clusteredBarChart": "Bar chart", "clusteredColumnChart": "Column chart",
}
ABOUT = {
    "name": "about", "type": "tableEx", "title": "About these figures", "mart": "about",
    "at": [24, 632, 1232, 80],
    "fields": {"Values": [
        "data_origin", "customers_accepted", "spends_accepted",
        "first_month_start_date", "last_month_start_date", "built_at",
    ]},
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


def field(mart: Mart, column: str, is_summary: bool) -> dict:
    """A column, or its one value a group."""
    plain = {"Column": {
        "Expression": {"SourceRef": {"Entity": mart.name}}, "Property": column,
    }}
    if not is_summary:
        return plain
    return {"Aggregation": {"Expression": plain, "Function": 0 if column in ADDITIVE else 3}}


def is_summary(visual: dict, role: str) -> bool:
    return role == "Y" or (role == "Values" and visual["type"] != "tableEx")


def projection(mart: Mart, column: str, is_summary: bool) -> dict:
    function = "Sum" if column in ADDITIVE else "Min"
    reference = f"{mart.name}.{column}"
    return {
        "field": field(mart, column, is_summary),
        "queryRef": f"{function}({reference})" if is_summary else reference,
        "nativeQueryRef": column,
        "displayName": mart.label(column),
    }


def first_sort(visual: dict, mart: Mart) -> dict:
    """By the column that the page names, else by the first one, in its own order."""
    if "descending" in visual:
        by, direction = field(mart, visual["descending"], True), "Descending"
    else:
        first = next(iter(visual["fields"].values()))[0]
        by, direction = field(mart, first, False), "Ascending"
    return {"sort": [{"field": by, "direction": direction}], "isDefaultSort": False}


def query(visual: dict, mart: Mart) -> dict:
    state = {
        role: {"projections": [
            projection(mart, column, is_summary(visual, role)) for column in columns
        ]}
        for role, columns in visual["fields"].items()
    }
    if visual["type"] == "card":
        return {"queryState": state}
    return {"queryState": state, "sortDefinition": first_sort(visual, mart)}


def filters(visual: dict, mart: Mart) -> dict:
    """Rows of the mart that the visual shows."""
    found = []
    for column, values in visual.get("where", {}).items():
        source = {"Column": {"Expression": {"SourceRef": {"Source": "m"}}, "Property": column}}
        found.append({
            "name": f"{visual['name']}_{column}",
            "field": field(mart, column, False),
            "type": "Categorical",
            "filter": {
                "Version": 2,
                "From": [{"Name": "m", "Entity": mart.name, "Type": 0}],
                "Where": [{"Condition": {"In": {
                    "Expressions": [source],
                    "Values": [[literal(value)] for value in values],
                }}}],
            },
        })
    return {"filters": found}


def alternative_text(visual: dict, mart: Mart) -> str:
    labels = ", ".join(
        mart.label(column) for columns in visual["fields"].values() for column in columns
    )
    return f"{VISUAL_KINDS[visual['type']]}: {visual['title']}. Shows {labels}."


def visual_objects(visual: dict) -> dict:
    """What the theme does not settle."""
    if visual["type"] == "pivotTable":
        return {"subTotals": properties(rowSubtotals=False, columnSubtotals=False)}
    if visual["type"].startswith("clustered") and "Series" not in visual["fields"]:
        # one series: the theme's second colour, the accent is kept for High
        colour = {"expr": {"ThemeDataColor": {"ColorId": 3, "Percent": 0}}}
        return {"dataPoint": [{"properties": {"fill": {"solid": {"color": colour}}}}]}
    return {}


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


def title_file(title: str, note: str) -> dict:
    """The text box at the head of a page."""
    runs = [(title, {"fontSize": "18pt", "fontWeight": "bold"}), (note, {"fontSize": "10pt"})]
    paragraphs = [{"textRuns": [{"value": text, "textStyle": style}]} for text, style in runs]
    return container("title", [24, 8, 1232, 76], 0, {
        "visualType": "textbox",
        "objects": {"general": [{"properties": {"paragraphs": paragraphs}}]},
        "visualContainerObjects": {"general": properties(altText=f"{title} {note}")},
    })


def visual_file(visual: dict, mart: Mart, order: int) -> dict:
    objects = visual_objects(visual)
    content = container(visual["name"], visual["at"], order, {
        "visualType": visual["type"],
        "query": query(visual, mart),
        **({"objects": objects} if objects else {}),
        "visualContainerObjects": {
            "title": properties(show=True, text=visual["title"]),
            "general": properties(altText=alternative_text(visual, mart)),
        },
    })
    return content | ({"filterConfig": filters(visual, mart)} if "where" in visual else {})


def page_files(name: str, page: dict, exposure: dict, marts: dict[str, Mart]) -> dict:
    """Path to content of a page's files; its title is what the exposure says it shows."""
    label = exposure["label"].split(": ")[-1]
    title = one_line(exposure["description"])
    files = {
        "page.json": {
            "$schema": report_schema("page/2.0.0"),
            "name": name,
            "displayName": label[0].upper() + label[1:],
            "displayOption": "FitToPage",
            "height": 720,
            "width": 1280,
        },
        "visuals/title/visual.json": title_file(title, page["note"]),
    }
    for order, visual in enumerate([*page["visuals"], ABOUT], start=1):
        files[f"visuals/{visual['name']}/visual.json"] = visual_file(
            visual, marts[visual["mart"]], order
        )
    return {f"definition/pages/{name}/{path}": content for path, content in files.items()}


def report_json() -> dict:
    package = {
        "name": "RegisteredResources",
        "type": "RegisteredResources",
        "items": [{"name": THEME, "path": THEME, "type": "CustomTheme"}],
    }
    return {
        "$schema": report_schema("report/3.0.0"),
        "themeCollection": {"customTheme": {
            "name": THEME,
            "reportVersionAtImport": {"visual": "2.4.0", "report": "3.0.0", "page": "2.0.0"},
            "type": "RegisteredResources",
        }},
        "resourcePackages": [package],
        "settings": {"useStylableVisualContainerHeader": True, "useEnhancedTooltips": True},
    }


def report(manifest: dict, marts: list[Mart], pages: dict, model: str) -> dict:
    """Path to content of the report's files."""
    exposures = {each["name"]: each for each in manifest["exposures"].values()}
    by_name = {mart.name: mart for mart in marts}
    files = {
        ".platform": platform("Report"),
        "definition.pbir": {
            "$schema": f"{SCHEMAS}/item/report/definitionProperties/2.0.0/schema.json",
            "version": "4.0",
            "datasetReference": {"byPath": {"path": f"../{model}"}},
        },
        "definition/version.json": {
            "$schema": report_schema("versionMetadata/1.0.0"), "version": "2.0.0",
        },
        "definition/report.json": report_json(),
        "definition/pages/pages.json": {
            "$schema": report_schema("pagesMetadata/1.0.0"),
            "pageOrder": list(pages),
            "activePageName": next(iter(pages)),
        },
    }
    for name, page in pages.items():
        files |= page_files(name, page, exposures[name], by_name)
    return files
