"""Tables of the semantic model: the marts, the dimensions that they share, the star."""

from dataclasses import dataclass
from itertools import pairwise

from ..contract import FACT, Mart, stable_id
from .tmdl import indented, model_name

# Contract type: type in the model, type in Power Query.
TYPES = {
    "string": ("string", "type text"),
    "int": ("int64", "Int64.Type"),
    "bigint": ("int64", "Int64.Type"),
    "double": ("double", "type number"),
    "decimal(18,2)": ("decimal", "Currency.Type"),
    "boolean": ("boolean", "type logical"),
    "date": ("dateTime", "type date"),
    "timestamp": ("dateTime", "type datetime"),
}
CALENDAR = "date"
CALENDAR_KEY = "month_start_date"
BREAKDOWN = "breakdown"


@dataclass(frozen=True)
class Dimension:
    """Members that tables have in common, a row each: a choice of one moves all of them."""

    name: str
    mart: str
    key: str
    shown: str

    @property
    def description(self) -> str:
        return f"Members of {self.shown}: choose here, and every table that has it follows."


DIMENSIONS = [
    *(
        Dimension(name, mart, name, name)
        for name, mart in {
            "age_group": "age_groups", "city": "cities", "occupation": "occupations",
            "gender": "genders", "marital_status": "marital_statuses", "segment": "segments",
            "category": "categories", "payment_type": "payment_types",
        }.items()
    ),
    Dimension("card", "card_proposals", "card_id", "card_name"),
]
# Tables of the star that a dimension stands for.
REPLACED = {"dim_months", "dim_categories", "dim_payment_types", "prospects"}


def dimension_of(column: str) -> tuple[str, str] | None:
    """Table and column of the model by which a reader chooses members of a mart's column."""
    if column == CALENDAR_KEY:
        return CALENDAR, column
    for dimension in DIMENSIONS:
        if column in (dimension.key, dimension.shown):
            return dimension.name, dimension.shown
    return None


def column_format(column: str, kind: str) -> str | None:
    """How numbers and dates of a column are written; None for text and yes or no."""
    if column == CALENDAR_KEY:
        return "mmm yyyy"
    if kind in ("date", "timestamp"):
        return "d mmm yyyy" if kind == "date" else "d mmm yyyy hh:nn"
    if kind in ("string", "boolean"):
        return None
    if "_inr" in column:
        return r"\₹#,0"
    if column.endswith("_pct"):
        return r"0.0 \%"
    # counts are bigint, ordinals such as a year or a tier are int
    return {"int": "0", "bigint": "#,0"}.get(kind, "#,0.0")


def sorted_by(columns: list[str]) -> dict[str, str]:
    """Column to the column that orders its members."""
    orders = {}
    for before, column in pairwise(columns):
        if column == "sort_order":
            orders[before] = column
        elif column.endswith("_sort_order"):
            orders[column.removesuffix("_sort_order")] = column
        elif column == "month_number":
            orders["month"] = column
    return orders


def is_hidden(mart: Mart, column: str) -> bool:
    """Ids and orders are for the model; what has a dimension is chosen there; of single
    customers only measures are shown."""
    return (
        mart.schema == "core"
        or column.endswith(("_id", "sort_order"))
        or column == "month_number"
        or dimension_of(column) is not None
    )


def column_text(
    table: str, mart: Mart, column: str, hidden: bool, order: str | None, is_order: bool
) -> str:
    kind, _ = TYPES[mart.type_of(column)]
    written = column_format(column, mart.type_of(column))
    lines = [f"/// {mart.comment(column)}", f"column {model_name(mart.label(column))}"]
    lines.append(f"\tdataType: {kind}")
    lines += ["\tisHidden"] if hidden else []
    # a hidden column costs memory in the hierarchies that Excel reads
    lines += ["\tisAvailableInMdx: false"] if hidden and not is_order else []
    lines += [f"\tformatString: {written}"] if written else []
    lines += ["\tdisplayFolder: Intervals"] if "ci_" in column else []
    lines.append(f"\tlineageTag: {stable_id(table, column)}")
    lines.append("\tsummarizeBy: none")
    lines.append(f"\tsourceColumn: {column}")
    lines += [f"\tsortByColumn: {model_name(mart.label(order))}"] if order else []
    lines += ["", "\tannotation SummarizationSetBy = User"]
    return "\n".join(lines)


def source(mart: Mart) -> str:
    """The rows of a mart. Each table names its own source: the service refuses to refresh one
    whose path a function works out."""
    file = "\\".join(["", *([] if mart.schema == "marts" else [mart.schema]), mart.name])
    is_left_out = "" if mart.schema == "marts" else "if not LoadCustomers then null else "
    return (
        f"{is_left_out}if Source = \"PostgreSQL\"\n"
        "\t\tthen PostgreSQL.Database(Server, Database, [CreateNavigationProperties = false])\n"
        f'\t\t\t{{[Schema = "{mart.schema}", Item = "{mart.name}"]}}[Data]\n'
        f'\t\telse Parquet.Document(File.Contents(Folder & "{file}.parquet"))'
    )


def partition_text(table: str, mart: Mart, columns: list[str]) -> str:
    typed = ",\n".join(f'\t{{"{name}", {TYPES[mart.type_of(name)][1]}}}' for name in columns)
    query = f"let\n\tRows = {source(mart)}\nin\n\tTyped(Rows, {{\n{indented(typed, 1)}\n\t}})"
    return f"partition {table} = m\n\tmode: import\n\tsource =\n{indented(query, 3)}"


def table_of(name: str, description: str, parts: list[str], more: str = "") -> str:
    body = "\n\n".join(
        indented(part, 1) for part in [f"lineageTag: {stable_id(name)}" + more, *parts]
    )
    return f"/// {description}\ntable {model_name(name)}\n{body}\n"


def mart_text(mart: Mart, measures: list[str]) -> str:
    """A table of schema marts or of the star, as it is published."""
    orders = {
        column: order for column, order in sorted_by(list(mart.columns)).items()
        if not is_hidden(mart, column)
    }
    columns = [
        column_text(
            mart.name, mart, name, is_hidden(mart, name), orders.get(name),
            name in orders.values(),
        )
        for name in mart.columns
    ]
    return table_of(mart.name, mart.description, [
        *measures, *columns, partition_text(mart.name, mart, list(mart.columns)),
    ])


def dimension_text(dimension: Dimension, mart: Mart) -> str:
    columns = [*dict.fromkeys([dimension.key, dimension.shown]), "sort_order"]
    texts = [
        column_text(
            dimension.name, mart, name, name != dimension.shown,
            "sort_order" if name == dimension.shown else None, name == "sort_order",
        )
        for name in columns
    ]
    texts[0] = texts[0].replace("\tlineageTag", "\tisKey\n\tlineageTag", 1)
    return table_of(
        dimension.name, dimension.description,
        [*texts, partition_text(dimension.name, mart, columns)],
    )


CALENDAR_QUERY = """let
	Rows = {source},
	Months = List.Transform(Rows[month_start_date], Date.From),
	First = List.Min(Months),
	Last = Date.EndOfMonth(List.Max(Months)),
	Days = List.Dates(First, Duration.Days(Last - First) + 1, #duration(1, 0, 0, 0)),
	Calendar = Table.FromList(Days, each {{
		_, Date.StartOfMonth(_), Date.Year(_),
		Text.From(Date.Year(_)) & " Q" & Text.From(Date.QuarterOfYear(_))
	}}, {{"date", "month_start_date", "year", "quarter"}})
in
	Table.TransformColumnTypes(Calendar, {{
		{{"date", type date}}, {{"month_start_date", type date}},
		{{"year", Int64.Type}}, {{"quarter", type text}}
	}})"""
CALENDAR_COLUMNS = {
    "date": ("Date", "dateTime", "d mmm yyyy", "A day of the delivered months."),
    "month_start_date": ("Month", "dateTime", "mmm yyyy", "Month, as its first day."),
    "year": ("Year", "int64", "0", "Calendar year."),
    "quarter": ("Quarter", "string", None, "Quarter of the calendar year, such as 2023 Q2."),
}


def calendar_text(months: Mart) -> str:
    """Every day of the delivered months: the table that Power BI counts time by."""
    parts = []
    for name, (label, kind, written, description) in CALENDAR_COLUMNS.items():
        is_key = name == "date"
        parts.append("\n".join([
            f"/// {description}", f"column {label}", f"\tdataType: {kind}",
            *(["\tisHidden", "\tisKey"] if is_key else []),
            *([f"\tformatString: {written}"] if written else []),
            f"\tlineageTag: {stable_id(CALENDAR, name)}", "\tsummarizeBy: none",
            f"\tsourceColumn: {name}", "", "\tannotation SummarizationSetBy = User",
        ]))
    query = CALENDAR_QUERY.format(source=source(months))
    parts.append(f"partition date = m\n\tmode: import\n\tsource =\n{indented(query, 3)}")
    return table_of(
        CALENDAR, "Days of the delivered months: choose months here.", parts,
        more="\ndataCategory: Time",
    )


def breakdown_text(fields: list[tuple[str, str]]) -> str:
    """The field parameter that switches what the page Explore breaks down by; `fields` are
    labels and columns of the model."""
    rows = ",\n".join(
        f'\t("{label}", NAMEOF({column}), {place})'
        for place, (label, column) in enumerate(fields)
    )
    fields_of = "\n".join([
        "column Fields", "\tdataType: string", "\tisHidden",
        f"\tlineageTag: {stable_id(BREAKDOWN, 'fields')}", "\tsummarizeBy: none",
        "\tsourceColumn: [Value2]", "\tsortByColumn: Order", "",
        "\textendedProperty ParameterMetadata =", "\t\t\t{", '\t\t\t  "version": 3,',
        '\t\t\t  "kind": 2', "\t\t\t}",
    ])
    shown = "\n".join([
        "/// What the page is broken down by.", "column Breakdown", "\tdataType: string",
        f"\tlineageTag: {stable_id(BREAKDOWN, 'shown')}", "\tsummarizeBy: none",
        "\tsourceColumn: [Value1]", "\tsortByColumn: Order", "",
        "\trelatedColumnDetails", "\t\tgroupByColumn: Fields",
    ])
    order = "\n".join([
        "column Order", "\tdataType: int64", "\tisHidden", "\tformatString: 0",
        f"\tlineageTag: {stable_id(BREAKDOWN, 'order')}", "\tsummarizeBy: none",
        "\tsourceColumn: [Value3]",
    ])
    partition = (
        f"partition {BREAKDOWN} = calculated\n\tmode: import\n\tsource =\n"
        + indented("{\n" + rows + "\n}", 3)
    )
    return table_of(
        BREAKDOWN, "Choose what the page Explore is broken down by.",
        [shown, fields_of, order, partition],
    )


def relationships(marts: list[Mart]) -> list[tuple[str, str, str, str]]:
    """Table and column with many rows a member; table and column with one."""
    found = []
    for mart in marts:
        found += [
            (mart.name, each.key, each.name, each.key)
            for each in DIMENSIONS if each.key in mart.columns
        ]
        if CALENDAR_KEY in mart.columns:
            found.append((mart.name, CALENDAR_KEY, CALENDAR, "date"))
    found.append((FACT, "customer_id", "dim_customers", "customer_id"))
    return sorted(found)

