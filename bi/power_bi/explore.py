"""The pages over the star: Explore, and Group, which a right click on a group opens. Both are
empty until the parameter LoadCustomers loads the customers."""

from ..contract import Mart
from .measures import OF_CUSTOMERS, OF_SPENDS
from .semantic_model import breakdown_fields
from .tables import BREAKDOWN, CALENDAR, DIMENSIONS
from .visuals import (
    back_button,
    breakdown_role,
    choice,
    column_of,
    container,
    data_visual,
    measure_of,
    navigator,
    one_of,
    projected,
    title_box,
)

CUSTOMERS = measure_of("Customers", "dim_customers")
KPIS = [
    ("Customers", CUSTOMERS, None),
    ("Income utilisation", measure_of("Income utilisation"), "Income utilisation"),
    ("Credit card share", measure_of("Credit card share"), "Credit card share"),
    (
        "Monthly spend per customer", measure_of("Monthly spend per customer"),
        "Monthly spend per customer",
    ),
    ("Non-card spend", measure_of("Non-card spend"), None),
]
RATIOS = ("Income utilisation", "Credit card share")
NOTE = (
    "For those who may read single customers: empty until the parameter LoadCustomers loads them."
    " Groups that are too small show nothing; a total less the groups that show can still tell of"
    " them."
)


def query(**roles: list[dict]) -> dict:
    return {"queryState": {role: {"projections": found} for role, found in roles.items()}}


def choices(marts: dict[str, Mart], top: int) -> list[dict]:
    """A slicer for each dimension of the star, in one row."""
    by_name = {each.name: each for each in DIMENSIONS}
    fields = [
        (name, marts[by_name[name].mart].label(name)) for name in (*OF_CUSTOMERS, *OF_SPENDS)
    ]
    expressions = [(name, label, column_of(name, label)) for name, label in fields]
    expressions.append(("month", "Month", column_of(CALENDAR, "Month")))
    width, gap = 128, 10
    return [
        choice(f"choose_{name}", label, expression,
               [24 + place * (width + gap), top, width, 64], 3 + place)
        for place, (name, label, expression) in enumerate(expressions)
    ]


def kpis(top: int) -> list[dict]:
    """The measures, each beside everybody's."""
    width, gap = 234, 15
    cards = []
    for place, (label, expression, ratio) in enumerate(KPIS):
        values = [projected(expression, label)]
        if ratio:
            values.append(projected(measure_of(f"{ratio}, everybody"), "everybody"))
        if ratio in RATIOS:
            values.append(projected(
                measure_of(f"{ratio}, above everybody (points)"), "points above everybody"
            ))
        cards.append(container(
            f"kpi_{label.lower().replace(' ', '_').replace('-', '_')}",
            [24 + place * (width + gap), top, width, 96], 20 + place,
            data_visual("text", label, "Beside that of everybody in the same months."
                        if ratio else "Of the chosen customers.", query(Values=values)),
        ))
    return cards


def with_interval(measure: str) -> list[dict]:
    """What a reader asks of a ratio: its customers and its interval."""
    return [
        projected(CUSTOMERS, "Customers"),
        *(
            projected(measure_of(name), name)
            for name in (f"{measure} interval, low", f"{measure} interval, high")
        ),
    ]


def broken_down(marts: dict[str, Mart], top: int) -> list[dict]:
    """Bars by what the reader chose, and the same as a table with n and intervals. Categories
    and payment types have spend and no income."""
    label, column = breakdown_fields(marts)[0]
    role = breakdown_role(column_of(column.partition("[")[0], label), label)
    columns = [
        projected(measure_of(name), name)
        for name in ("Income utilisation", "Total spend")
    ]
    bars = [
        container(f"bars_{place}", [24 + 624 * place, top, 608, 208], 40 + place, data_visual(
            "bars", f"{measure} by the chosen breakdown",
            "Tooltips give customers and the 95 % interval.", {"queryState": {
                "Category": role,
                "Y": {"projections": [projected(measure_of(measure), measure)]},
                "Tooltips": {"projections": with_interval(ratio)},
            }},
        ))
        for place, (measure, ratio) in enumerate([
            ("Income utilisation", "Income utilisation"), ("Total spend", "Credit card share"),
        ])
    ]
    customers, low, high = with_interval("Income utilisation")
    table = {"queryState": {"Values": {
        "projections": [*role["projections"], customers, columns[0], low, high, *columns[1:]],
        "fieldParameters": role["fieldParameters"],
    }}}
    return [*bars, container("table", [24, top + 224, 1232, 232], 42, data_visual(
        "table", "The same in figures", "With customers and the 95 % interval.", table,
    ))]


def drilled(marts: dict[str, Mart]) -> dict:
    """What makes a page one that a right click on a member opens."""
    filters, parameters = [], []
    for label, column in breakdown_fields(marts):
        table = column.partition("[")[0].strip("'")
        name = f"group_{table}"
        expression = column_of(table, label)
        filters.append({
            "name": name, "field": expression, "type": "Categorical", "howCreated": "Drillthrough",
        })
        parameters.append({"name": f"of_{table}", "boundFilter": name, "fieldExpr": expression})
    return {
        "type": "Drillthrough",
        "visibility": "HiddenInViewMode",
        "filterConfig": {"filters": filters},
        "pageBinding": {"name": "group", "type": "Drillthrough", "parameters": parameters},
    }


def by_dimension(
    marts: dict[str, Mart], name: str, measure: str, ratio: str, at: list[int], order: int
) -> dict:
    mart = marts[next(each.mart for each in DIMENSIONS if each.name == name)]
    label = mart.label(name)
    return container(f"by_{name}", at, order, data_visual(
        "bars", f"{measure} by {label.lower()}", "Of the group.", query(
            Category=[projected(column_of(name, label), label)],
            Y=[projected(measure_of(measure), measure)],
            Tooltips=with_interval(ratio),
        ),
    ))


def months(at: list[int], order: int) -> dict:
    return container("by_month", at, order, data_visual(
        "columns", "Income utilisation by month", "Of the group.", query(
            Category=[projected(column_of(CALENDAR, "Month"), "Month")],
            Y=[projected(measure_of("Income utilisation"), "Income utilisation")],
            Tooltips=with_interval("Income utilisation"),
        ),
    ))


def first_breakdown(marts: dict[str, Mart]) -> str:
    """As NAMEOF writes the column that the page starts with."""
    _, column = breakdown_fields(marts)[0]
    table, _, rest = column.partition("[")
    return f"'{table}'[{rest}"


def explore_pages(marts: dict[str, Mart]) -> dict[str, tuple[dict, list[dict]]]:
    """Name to page and containers."""
    explore = [
        navigator([24, 8, 1232, 32], 0),
        title_box("Explore: any group of customers beside everybody.", NOTE, [24, 44, 1232, 64], 1),
        *choices(marts, 112),
        *kpis(188),
        choice("choose_breakdown", "Break down by", column_of(BREAKDOWN, "Breakdown"),
               [24, 296, 320, 64], 30, one_of(BREAKDOWN, "Fields", first_breakdown(marts))),
        *broken_down(marts, 372),
    ]
    group = [
        back_button([24, 8, 40, 32], 0),
        title_box("Group: what the chosen customers do.", NOTE, [24, 44, 1232, 64], 1),
        *kpis(120),
        by_dimension(
            marts, "category", "Total spend", "Credit card share", [24, 232, 608, 288], 40
        ),
        by_dimension(
            marts, "payment_type", "Total spend", "Credit card share", [648, 232, 608, 288], 41
        ),
        by_dimension(
            marts, "segment", "Income utilisation", "Income utilisation", [24, 536, 608, 288], 42
        ),
        months([648, 536, 608, 288], 43),
    ]
    return {
        "explore": ({"label": "Explore"}, explore),
        "group": ({"label": "Group", "more": drilled(marts)}, group),
    }
