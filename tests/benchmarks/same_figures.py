"""Whether what a comparator wrote equals the project's marts: every figure it makes, to 1e-9 or,
where the mart is rounded, to half a unit of its last digit."""

import sys
from pathlib import Path

import duckdb

sys.path.insert(0, str(Path(__file__).parents[1] / "python"))
from builds import Build, assert_same_rows, half_a_unit

KEYS = {
    "portfolio": ["portfolio"],
    "cities": ["city"],
    "age_groups": ["age_group"],
    "occupations": ["occupation"],
    "genders": ["gender"],
    "marital_statuses": ["marital_status"],
    "segments": ["segment"],
    "categories": ["category"],
    "payment_types": ["payment_type"],
    "months": ["month_start_date"],
    "category_payment_types": ["category", "payment_type"],
    "month_categories": ["month_start_date", "category"],
    "demographic_categories": ["attribute", "member", "category"],
    "demographic_payment_types": ["attribute", "member", "payment_type"],
    "segment_categories": ["segment", "category"],
    "segment_demographics": ["segment", "attribute", "member"],
}


def tables_equal(warehouse: Path, other: Path) -> None:
    """Tables of core and marts in two warehouses: the same rows in any order, floats to 1e-9."""
    one, two = Build(warehouse, None, ""), Build(other, None, "")
    assert one.tables() == two.tables()
    for table in one.tables():
        if table == "core.fct_spends":
            assert checksum(warehouse, table) == checksum(other, table), f"{table} differs"
            continue
        found, expected = two.read(table), one.read(table)
        if table == "marts.about":
            found, expected = (
                each.drop("build_id", "built_at", "data_origin") for each in (found, expected)
            )
        assert_same_rows(found, expected, table)


def checksum(warehouse: Path, table: str) -> tuple:
    """Number of rows and the sum of their hashes: for a table too large for Python."""
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        return one_row(
            connection, f"select count(*), sum(cast(hash(each) as hugeint)) from {table} as each"
        )


def figures_equal(warehouse: Path, folder: Path) -> int:
    """Parquet files of a comparator against the marts; returns the number of figures."""
    connection = duckdb.connect(str(warehouse), read_only=True)
    figures = 0
    for table, keys in KEYS.items():
        found = columns_of(connection, f"select * from '{folder}/{table}.parquet'")
        types = columns_of(connection, f"from marts.{table}")
        measures = [name for name in types if name in found and name not in keys]
        tolerance = {
            name: half_a_unit(name) if types[name] == "DOUBLE" else 0 for name in measures
        }
        join = " and ".join(
            f"mart.{key} = cast(other.{key} as date)" if key == "month_start_date"
            else f"mart.{key} = cast(other.{key} as varchar)" for key in keys
        )
        # a cell that the mart hides is null there; one that meets nobody has no row here
        wrong = " or ".join(
            f"mart.{name} is not null and mart.{name} <> 0"
            f" and coalesce(abs(mart.{name} - other.{name})"
            f" > {tolerance[name]} + 1e-9 * greatest(1, abs(mart.{name})), true)"
            for name in measures
        )
        (differing,) = one_row(
            connection,
            f"select count(*) from marts.{table} as mart left join"
            f" '{folder}/{table}.parquet' as other on {join} where {wrong}",
        )
        (missing,) = one_row(
            connection,
            f"select count(*) from '{folder}/{table}.parquet' as other anti join marts.{table} as"
            f" mart on {join}",
        )
        if differing or missing or not measures:
            raise SystemExit(f"{table}: {differing} rows differ, {missing} are not in the mart")
        (row_count,) = one_row(connection, f"select count(*) from marts.{table}")
        figures += len(measures) * row_count
    return figures


def one_row(connection: duckdb.DuckDBPyConnection, query: str) -> tuple:
    row = connection.execute(query).fetchone()
    assert row is not None
    return row


def columns_of(connection: duckdb.DuckDBPyConnection, query: str) -> dict[str, str]:
    """Type by column of what a query returns."""
    described = connection.execute(f"{query} limit 0").description
    return {name: str(kind) for name, kind, *_ in described}
