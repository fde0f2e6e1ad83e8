"""The semantic model: its tables, measures, relationships and parameters."""

from ..contract import Mart, read_marts, stable_id
from .measures import OF_CUSTOMERS, OF_SPENDS, Measures
from .tables import (
    BREAKDOWN,
    CALENDAR,
    DIMENSIONS,
    REPLACED,
    breakdown_text,
    calendar_text,
    dimension_text,
    mart_text,
    relationships,
)
from .tmdl import SCHEMAS, indented, model_name, platform


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
            " for those who may read it. Only the pages Explore and Group need it.",
            "false", "false, true"),
    ]
    function = (
        "/// Rows of a table in the columns and types of its contract; without rows, none.\n"
        f"expression Typed =\n{indented(TYPED, 2)}\n"
        f"\tlineageTag: {stable_id('expression', 'Typed')}\n"
    )
    return "\n".join([*parameters, function])


def model_text(tables: list[str]) -> str:
    named = "\n".join(f"ref table {model_name(name)}" for name in tables)
    return (
        "/// The marts of the Mitron pilot, and the star for those who may read customers.\n"
        "model Model\n\tculture: en-IN\n\tdefaultPowerBIDataSourceVersion: powerBI_V3\n"
        "\tsourceQueryCulture: en-IN\n\tdataAccessOptions\n\t\tlegacyRedirects\n"
        "\t\treturnErrorValuesAsNull\n\n"
        "annotation __PBI_TimeIntelligenceEnabled = 0\n\n" + named + "\n"
    )


def relationship_text(table: str, column: str, parent: str, key: str, marts: dict) -> str:
    """From the side with many rows a member to the side with one."""
    label = "Date" if parent == CALENDAR else marts[table].label(column)
    return (
        f"relationship {stable_id('relationship', table, column)}\n"
        f"\tfromColumn: {table}.{model_name(marts[table].label(column))}\n"
        f"\ttoColumn: {model_name(parent)}.{model_name(label)}\n"
    )


def breakdown_fields(marts: dict[str, Mart]) -> list[tuple[str, str]]:
    """What the page Explore can be broken down by: label, and column of the model."""
    by_name = {each.name: each for each in DIMENSIONS}
    fields = []
    for name in (*OF_CUSTOMERS, *OF_SPENDS):
        label = marts[by_name[name].mart].label(name)
        fields.append((label, f"{name}[{label}]"))
    return [*fields, ("Month", f"'{CALENDAR}'[Month]")]


def tables_of(manifest: dict) -> list[Mart]:
    """The star and the marts, as they are published."""
    core = [mart for mart in read_marts(manifest, "core") if mart.name not in REPLACED]
    return [*core, *read_marts(manifest)]


def semantic_model(manifest: dict) -> dict:
    """Path to content of the semantic model's files."""
    tables = tables_of(manifest)
    marts = {mart.name: mart for mart in tables}
    measures = Measures(manifest, marts).by_table()
    texts = {mart.name: mart_text(mart, measures.get(mart.name, [])) for mart in tables}
    for dimension in DIMENSIONS:
        texts[dimension.name] = dimension_text(dimension, marts[dimension.mart])
    texts[CALENDAR] = calendar_text(marts["months"])
    texts[BREAKDOWN] = breakdown_text(breakdown_fields(marts))
    definition = {
        "database.tmdl": "database\n\tcompatibilityLevel: 1600\n",
        "model.tmdl": model_text(list(texts)),
        "expressions.tmdl": expressions_text(),
        "relationships.tmdl": "\n".join(
            relationship_text(*each, marts) for each in relationships(tables)
        ),
        **{f"tables/{name}.tmdl": text for name, text in texts.items()},
    }
    return {
        ".platform": platform("SemanticModel"),
        "definition.pbism": {
            "$schema": f"{SCHEMAS}/item/semanticModel/definitionProperties/1.0.0/schema.json",
            "version": "4.2",
            "settings": {},
        },
        **{f"definition/{path}": text for path, text in definition.items()},
    }
