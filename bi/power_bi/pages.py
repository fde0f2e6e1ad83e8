"""The report: the pages of pages.yml over the published marts, and two over the star."""

from itertools import accumulate

from ..contract import ABOUT, Mart, headline_of, read_marts, read_pages, visuals_of
from .explore import explore_pages
from .tmdl import SCHEMAS, platform
from .visuals import (
    choice,
    column_of,
    mart_visual,
    navigator,
    place_of,
    report_schema,
    title_box,
)

THEME = "mitron.json"
WIDTH, HEIGHT, MARGIN, GAP = 1280, 840, 24, 16
NAVIGATOR = [MARGIN, 8, WIDTH - 2 * MARGIN, 32]
TITLE = [MARGIN, 44, WIDTH - 2 * MARGIN, 64]
# the headline and the choices beside it
HEAD_TOP, HEAD_HEIGHT, CHOICE_WIDTH = 112, 64, 152
BODY_TOP, BODY_HEIGHT = 188, 552
FOOT = [MARGIN, 752, WIDTH - 2 * MARGIN, 76]
PHONE_WIDTH, PHONE_HEIGHTS = 324, {"card": 96, "slicer": 64, "textbox": 120, "multiRowCard": 120}


def head(page: dict, name: str, marts: dict[str, Mart]) -> list[dict]:
    """The finding that the page stands for, and the choices beside it."""
    choices = page["filters"]
    left = WIDTH - MARGIN - len(choices) * (CHOICE_WIDTH + GAP) + GAP
    containers = []
    for finding in headline_of(page):
        at = [MARGIN, HEAD_TOP, left - GAP - MARGIN, HEAD_HEIGHT]
        containers.append(mart_visual(
            finding | {"kind": "text"}, marts["insights"], at, 2, name
        ))
    for place, column in enumerate(choices):
        mart = next(
            marts[each["mart"]] for each in visuals_of(page)
            if column in marts[each["mart"]].columns
        )
        at = [left + place * (CHOICE_WIDTH + GAP), HEAD_TOP, CHOICE_WIDTH, HEAD_HEIGHT]
        containers.append(choice(
            f"choose_{column}", mart.label(column), column_of(*place_of(mart, column)), at,
            3 + place,
        ))
    return containers


def body(page: dict, name: str, marts: dict[str, Mart]) -> list[dict]:
    """The rows of visuals, on a grid of twelve columns."""
    rows = page["rows"]
    unit = (BODY_HEIGHT - GAP * (len(rows) - 1)) / sum(row["height"] for row in rows)
    column = (WIDTH - 2 * MARGIN + GAP) / 12
    containers: list[dict] = []
    top = float(BODY_TOP)
    for row in rows:
        visuals = row["visuals"]
        starts = [0, *accumulate(visual["width"] for visual in visuals)]
        for visual, start in zip(visuals, starts, strict=False):
            at = [
                round(MARGIN + start * column), round(top),
                round(visual["width"] * column - GAP), round(row["height"] * unit),
            ]
            containers.append(mart_visual(
                visual, marts[visual["mart"]], at, 10 + len(containers), name
            ))
        top += row["height"] * unit + GAP
    return containers


def interactions(page: dict) -> dict:
    """A click on a member moves no visual of the same mart that shows other rows of it: nothing
    of it would be left there."""
    visuals = visuals_of(page)
    apart = [
        {"source": one["name"], "target": other["name"], "type": "NoFilter"}
        for one in visuals for other in visuals
        if one["mart"] == other["mart"]
        and any(
            not set(values) & set(other.get("where", {}).get(column, values))
            for column, values in one.get("where", {}).items()
        )
    ]
    return {"visualInteractions": apart} if apart else {}


def on_a_phone(containers: list[dict]) -> dict[str, dict]:
    """Visual to its place in one column; a phone has navigation of its own."""
    places, top = {}, 0
    for content in sorted(containers, key=lambda each: each["position"]["tabOrder"]):
        kind = content["visual"]["visualType"]
        if kind in ("pageNavigator", "actionButton"):
            continue
        height = PHONE_HEIGHTS.get(kind, 320)
        places[content["name"]] = {
            "$schema": report_schema("visualContainerMobileState/2.4.0"),
            "position": {
                "x": 0, "y": top, "z": content["position"]["z"], "width": PHONE_WIDTH,
                "height": height, "tabOrder": content["position"]["tabOrder"],
            },
        }
        top += height + 8
    return places


def page_files(name: str, page: dict, containers: list[dict]) -> dict:
    """Path to content of a page's files."""
    files = {"page.json": {
        "$schema": report_schema("page/2.0.0"),
        "name": name,
        "displayName": page["label"],
        "displayOption": "FitToPage",
        "height": HEIGHT,
        "width": WIDTH,
        **page.get("more", {}),
    }}
    phone = on_a_phone(containers)
    for content in containers:
        folder = f"visuals/{content['name']}"
        files[f"{folder}/visual.json"] = content
        if content["name"] in phone:
            files[f"{folder}/mobile.json"] = phone[content["name"]]
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


def report(manifest: dict, model: str) -> dict:
    """Path to content of the report's files."""
    pages = read_pages(manifest)
    marts = {mart.name: mart for mart in read_marts(manifest)}
    drawn = {}
    for name, page in pages.items():
        drawn[name] = page | {"more": interactions(page)}, [
            navigator(NAVIGATOR, 0),
            title_box(page["label"], f"{page['description']} {page['note']}".strip(), TITLE, 1),
            *head(page, name, marts),
            *body(page, name, marts),
            mart_visual(ABOUT, marts["about"], FOOT, 99, name),
        ]
    drawn |= explore_pages(marts)
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
            "pageOrder": list(drawn),
            "activePageName": next(iter(drawn)),
        },
    }
    for name, (page, containers) in drawn.items():
        files |= page_files(name, page, containers)
    return files
