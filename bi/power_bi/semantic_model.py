"""The semantic model: tables, measures, relationships and where the rows come from."""

import sys
from itertools import pairwise

from contract import FACT, SCHEMAS, Mart, one_line, platform, stable_id

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
AGGREGATIONS = {"sum": "SUM"}
# Measures of customers and months, which no table of the star holds: DAX over the star.
BY_CUSTOMER = "dim_customers"
CUSTOMER_MONTHS = {
    "customers": "COUNTROWS(dim_customers)",
    "months": "COUNTROWS(dim_months)",
    "income": "SUM(dim_customers[avg_monthly_income_inr]) * COUNTROWS(dim_months)",
}
# Measures whose SQL is more than a column: the same in DAX.
EXPRESSIONS = {
    "case when payment_type = 'Credit Card' then spend_inr else 0 end":
        'CALCULATE(SUM(fct_spends[spend_inr]),'
        ' KEEPFILTERS(fct_spends[payment_type] = "Credit Card"))',
    "case when payment_type = 'Credit Card' then 0 else spend_inr end":
        'CALCULATE(SUM(fct_spends[spend_inr]),'
        ' KEEPFILTERS(fct_spends[payment_type] <> "Credit Card"))',
}


def indented(text: str, depth: int) -> str:
    return "\n".join("\t" * depth + line if line else "" for line in text.split("\n"))


def model_name(name: str) -> str:
    return name if name.isidentifier() else f"'{name}'"


def column_format(column: str, kind: str) -> str | None:
    """How numbers and dates of a column are written; None for text and yes or no."""
    if column == "month_start_date":
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


def column_text(mart: Mart, name: str, orders: dict, is_hidden: bool) -> str:
    column = mart.columns[name]
    kind, _ = TYPES[column["data_type"]]
    written = column_format(name, column["data_type"])
    lines = [f"/// {one_line(column['description'])}", f"column {name}"]
    lines.append(f"\tdataType: {kind}")
    lines += ["\tisHidden"] if is_hidden else []
    lines += [f"\tformatString: {written}"] if written else []
    lines += ["\tdisplayFolder: Intervals"] if "_ci_" in name else []
    lines.append(f"\tlineageTag: {stable_id(mart.name, name)}")
    lines.append("\tsummarizeBy: none")
    lines.append(f"\tsourceColumn: {name}")
    lines += [f"\tsortByColumn: {orders[name]}"] if name in orders else []
    lines += ["", "\tannotation SummarizationSetBy = User"]
    return "\n".join(lines)


def partition_text(mart: Mart) -> str:
    """The rows of a table. Each names its own source: the service refuses to refresh one whose
    path a function works out."""
    columns = ",\n".join(
        f'\t{{"{name}", {TYPES[column["data_type"]][1]}}}'
        for name, column in mart.columns.items()
    )
    file = "\\".join(["", *([] if mart.schema == "marts" else [mart.schema]), mart.name])
    is_hidden = "" if mart.schema == "marts" else "if not LoadCustomers then null else "
    source = (
        "let\n"
        f"\tRows = {is_hidden}if Source = \"PostgreSQL\"\n"
        "\t\tthen PostgreSQL.Database(Server, Database, [CreateNavigationProperties = false])\n"
        f'\t\t\t{{[Schema = "{mart.schema}", Item = "{mart.name}"]}}[Data]\n'
        f'\t\telse Parquet.Document(File.Contents(Folder & "{file}.parquet"))\n'
        f"in\n\tTyped(Rows, {{\n{indented(columns, 1)}\n\t}})"
    )
    return f"partition {mart.name} = m\n\tmode: import\n\tsource =\n{indented(source, 3)}"


def table_text(mart: Mart, measures: list[str], keys: set[str]) -> str:
    """A table of the model; `keys` are the columns of the fact that lead to the star."""
    orders = sorted_by(list(mart.columns))
    hidden = set(orders.values()) | (keys if mart.name == FACT else set())
    parts = [f"lineageTag: {stable_id(mart.name)}", *measures]
    parts += [column_text(mart, name, orders, name in hidden) for name in mart.columns]
    parts.append(partition_text(mart))
    body = "\n\n".join(indented(part, 1) for part in parts)
    return f"/// {mart.description}\ntable {mart.name}\n{body}\n"


def measure_dax(measure: dict, table: str) -> str:
    """DAX of a measure of the semantic layer."""
    if measure["expr"] in EXPRESSIONS:
        return EXPRESSIONS[measure["expr"]]
    if not measure["expr"].isidentifier():
        sys.exit(f"{measure['name']}: add the DAX of its expression to EXPRESSIONS.")
    return f"{AGGREGATIONS[measure['agg']]}({table}[{measure['expr']}])"


def beyond_customers(dax: str, relationships: list) -> str:
    """Blank where a filter reaches neither customers nor months, not everybody's figure."""
    others = sorted({parent for _, parent, _ in relationships} - {BY_CUSTOMER, "dim_months"})
    filtered = " || ".join(f"ISFILTERED({other})" for other in others)
    return f"IF(\n\t{filtered},\n\tBLANK(),\n\t{dax}\n)"


def metric_dax(metric: dict, manifest: dict, relationships: list) -> tuple[str, str]:
    """The table that a metric's measure stands in, and its DAX."""
    metrics = {each["name"]: each for each in manifest["metrics"].values()}
    parameters = metric["type_params"]
    if metric["type"] == "ratio":
        over, under = (
            metrics[parameters[key]["name"]] for key in ("numerator", "denominator")
        )
        table, _ = metric_dax(over, manifest, relationships)
        return table, f"DIVIDE([{over['label']}], [{under['label']}])"
    if metric["type"] == "derived":
        first, *others = (metrics[name]["label"] for name in parameters["expr"].split(" / "))
        dax = f"[{first}]"
        for under in others:
            dax = f"DIVIDE({dax}, [{under}])"
        return FACT, dax
    if parameters["measure"]["name"] in CUSTOMER_MONTHS:
        dax = CUSTOMER_MONTHS[parameters["measure"]["name"]]
        return BY_CUSTOMER, beyond_customers(dax, relationships)
    for model in manifest["semantic_models"].values():
        table = model["node_relation"]["alias"]
        for measure in model["measures"]:
            if measure["name"] == parameters["measure"]["name"]:
                return table, measure_dax(measure, table)
    raise LookupError(metric["name"])


def measure_text(metric: dict, dax: str) -> str:
    written_dax = "\n" + indented(dax, 2) if "\n" in dax else " " + dax
    if metric["name"].endswith("_inr"):
        written = r"\₹#,0"
    else:
        written = "0.0 %" if metric["type"] == "ratio" else "#,0"
    return "\n".join([
        f"/// {one_line(metric['description'])}",
        f"measure {model_name(metric['label'])} ={written_dax}",
        f"\tformatString: {written}",
        "\tdisplayFolder: Metrics",
        f"\tlineageTag: {stable_id('metric', metric['name'])}",
    ])


def measures_by_table(manifest: dict, relationships: list) -> dict[str, list[str]]:
    measures: dict[str, list[str]] = {}
    for metric in sorted(manifest["metrics"].values(), key=lambda metric: metric["label"]):
        table, dax = metric_dax(metric, manifest, relationships)
        measures.setdefault(table, []).append(measure_text(metric, dax))
    return measures


def relationship_text(column: str, parent: str, field: str) -> str:
    return (
        f"relationship {stable_id('relationship', column)}\n"
        f"\tfromColumn: {FACT}.{column}\n\ttoColumn: {parent}.{field}\n"
    )


def parameter_text(name: str, description: str, value: str, values: str = "") -> str:
    kind = "Logical" if value in ("true", "false") else "Text"
    choice = f"List={{{values}}}, DefaultValue={value}, " if values else ""
    return (
        f"/// {description}\n"
        f"expression {name} = {value} meta [IsParameterQuery=true, {choice}"
        f'Type="{kind}", IsParameterQueryRequired=true]\n'
        f"\tlineageTag: {stable_id('expression', name)}\n"
    )


TYPED = """(rows as nullable table, columns as list) as table =>
let
	Names = List.Transform(columns, each _{0}),
	Rows = if rows = null then #table(Names, {}) else rows
in
	Table.TransformColumnTypes(Table.SelectColumns(Rows, Names), columns)"""


def expressions_text() -> str:
    parameters = [
        parameter_text(
            "Source", "Where the tables are read from: PostgreSQL or Parquet files.",
            '"PostgreSQL"', '"PostgreSQL", "Parquet"'),
        parameter_text("Server", "Server and port of PostgreSQL.", '"localhost:5432"'),
        parameter_text("Database", "Database in PostgreSQL.", '"mitron"'),
        parameter_text(
            "Folder", "Folder of the Parquet files: published/current, or the folder that"
            " published/manifest.json names.", r'"C:\mitron\published\current"'),
        parameter_text(
            "LoadCustomers", "Whether to load the star in schema core, customer by customer:"
            " for those who may read it. The report's pages do without.",
            "false", "false, true"),
    ]
    function = (
        "/// Rows of a table in the columns and types of its contract; without rows, none.\n"
        f"expression Typed =\n{indented(TYPED, 2)}\n"
        f"\tlineageTag: {stable_id('expression', 'Typed')}\n"
    )
    return "\n".join([*parameters, function])


def model_text(marts: list[Mart]) -> str:
    tables = "\n".join(f"ref table {mart.name}" for mart in marts)
    return (
        "/// The marts of the Mitron pilot, and the star for those who may read customers.\n"
        "model Model\n\tculture: en-IN\n\tdefaultPowerBIDataSourceVersion: powerBI_V3\n"
        "\tsourceQueryCulture: en-IN\n\tdataAccessOptions\n\t\tlegacyRedirects\n"
        "\t\treturnErrorValuesAsNull\n\n"
        "annotation __PBI_TimeIntelligenceEnabled = 0\n\n" + tables + "\n"
    )


def semantic_model(manifest: dict, marts: list[Mart], relationships: list) -> dict:
    """Path to content of the semantic model's files."""
    measures = measures_by_table(manifest, relationships)
    keys = {column for column, _, _ in relationships}
    definition = {
        "database.tmdl": "database\n\tcompatibilityLevel: 1600\n",
        "model.tmdl": model_text(marts),
        "expressions.tmdl": expressions_text(),
        "relationships.tmdl": "\n".join(relationship_text(*each) for each in relationships),
    }
    for mart in marts:
        definition[f"tables/{mart.name}.tmdl"] = table_text(
            mart, measures.get(mart.name, []), keys
        )
    return {
        ".platform": platform("SemanticModel"),
        "definition.pbism": {
            "$schema": f"{SCHEMAS}/item/semanticModel/definitionProperties/1.0.0/schema.json",
            "version": "4.2",
            "settings": {},
        },
        **{f"definition/{path}": text for path, text in definition.items()},
    }
