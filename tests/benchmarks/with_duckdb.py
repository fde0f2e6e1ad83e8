"""The limit: the same tables in one plain DuckDB connection, without dbt.

    with_duckdb.py DELIVERY WAREHOUSE MANIFEST [--without-landing]

The same inputs as text, the same checks and quarantine, the same tables: the project's
compiled SQL, from a manifest that `dbt compile` wrote for a warehouse of the same name. Not
part of it: the look at the files' bytes, data tests, comments, contracts, publishing.

With `--without-landing` schema `raw` is a view of the files, so that no text is kept. The
checks of the spends are then written by hand: one pass over the files, and one over the
result for rows that are there twice; where there are any, the project's own check runs.
"""

import argparse
import json
from pathlib import Path
from typing import Any

import duckdb

PROJECT = Path(__file__).parents[2]
SPENDS = ("stg_repeated_spends", "stg_quarantined_spends", "stg_spends")
STORAGE: dict[str, Any] = {"storage_compatibility_version": "v1.4.0"}
ALL_SPENDS = """
create table staging.stg_spends as
with recognised as (
    select
        upper(trim(delivered.customer_id)) as customer_id,
        months.sort_order as month_number,
        {pilot_year} as year,
        categories.member as category,
        payment_types.member as payment_type,
        5 * categories.sort_order + payment_types.sort_order as cell_number,
        case
            when
                try_cast(spend as int) >= 0 and cast(try_cast(spend as int) as varchar) = spend
                then cast(try_cast(spend as int) as decimal(18, 2))
            when regexp_matches(trim(spend), '^[0-9]{{1,12}}([.]([0-9]{{1,2}}|[0-9]{{2}}(00)+))?$')
                then try_cast(trim(spend) as decimal(18, 2))
        end as spend_inr,
        coalesce(try_cast(spend as double) < 0, false) as is_negative,
        delivered.*
    from raw.raw_spends as delivered
    left join reference.accepted_members as months
        on months.attribute = 'month' and lower(trim(delivered.month)) = lower(months.spelling)
    left join reference.accepted_members as categories
        on
            categories.attribute = 'category'
            and lower(trim(delivered.category)) = lower(categories.spelling)
    left join reference.accepted_members as payment_types
        on
            payment_types.attribute = 'payment_type'
            and lower(trim(delivered.payment_type)) = lower(payment_types.spelling)
),

judged as (
    select
        recognised.*,
        case
            when
                customers.customer_id is null or month_number is null or category is null
                or payment_type is null or spend_inr is null
                then nullif(concat_ws(
                    '; ',
                    case
                        when coalesce(recognised.customer_id, '') = '' then 'customer_id_missing'
                    end,
                    case
                        when
                            recognised.customer_id <> ''
                            and not regexp_matches(recognised.customer_id, '{id_pattern}')
                            then 'customer_id_malformed'
                    end,
                    case
                        when
                            customers.customer_id is null
                            and regexp_matches(recognised.customer_id, '{id_pattern}')
                            then 'customer_unknown'
                    end,
                    case when month_number is null then 'month_unknown' end,
                    case when category is null then 'category_unknown' end,
                    case when payment_type is null then 'payment_type_unknown' end,
                    case when spend_inr is null and not is_negative then 'spend_unreadable' end,
                    case when is_negative then 'spend_negative' end
                ), '')
        end as quarantine_reasons
    from recognised
    left join staging.stg_customers as customers
        on recognised.customer_id = customers.customer_id
)

select
    judged.customer_id,
    make_date(year, month_number, 1) as month_start_date,
    judged.category,
    judged.payment_type,
    spend_inr,
    month_number,
    quarantine_reasons,
    case
        when quarantine_reasons is not null
            then concat_ws(',', customer_id_1, month, category_1, payment_type_1, spend, '')
    end as delivered_row,
    cell_number
from judged
"""
TWICE = """
select count(*) from (
    select 1
    from staging.stg_spends
    where customer_id <> '' and cell_number is not null
    group by customer_id, month_start_date
    having count(*) > bit_count(bit_or(1::bigint << (cell_number % 62)))
)
"""
QUARANTINED_SPENDS = """
create table staging.stg_quarantined_spends as
select quarantine_reasons, month_number, category, payment_type, spend_inr, delivered_row
from staging.stg_spends
where quarantine_reasons is not null;
delete from staging.stg_spends where quarantine_reasons is not null;
alter table staging.stg_spends drop column month_number;
alter table staging.stg_spends drop column quarantine_reasons;
alter table staging.stg_spends drop column delivered_row;
alter table staging.stg_spends drop column cell_number;
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("delivery", type=Path)
    parser.add_argument("warehouse", type=Path)
    parser.add_argument("manifest", type=Path)
    parser.add_argument("--without-landing", action="store_true")
    options = parser.parse_args()
    nodes = json.loads(options.manifest.read_text())["nodes"]
    options.warehouse.unlink(missing_ok=True)
    connection = duckdb.connect(str(options.warehouse), config=STORAGE)
    for schema in ("raw", "reference", "staging", "intermediate", "core", "marts"):
        connection.execute(f"create schema {schema}")
    for seed in (node for node in nodes.values() if node["resource_type"] == "seed"):
        write_seed(
            connection, seed, options.delivery, "view" if options.without_landing else "table"
        )
    models = {key: node for key, node in nodes.items() if node["resource_type"] == "model"}
    for node in in_order(models):
        if not options.without_landing or node["name"] not in SPENDS:
            write_model(connection, node)
        elif node["name"] == "stg_repeated_spends":
            # there are none, until write_spends finds some
            write_model(connection, node, " limit 0")
        elif node["name"] == "stg_quarantined_spends":
            write_spends(connection, nodes)
    connection.close()


def in_order(models: dict) -> list[dict]:
    """Every model after those that it reads."""
    found: dict[str, dict] = {}
    while len(found) < len(models):
        for key, node in models.items():
            parents = {parent for parent in node["depends_on"]["nodes"] if parent in models}
            if key not in found and parents <= found.keys():
                found[key] = node
    return list(found.values())


def write_seed(connection, seed: dict, delivery: Path, relation: str) -> None:
    types = seed["config"]["column_types"]
    name = seed["config"]["meta"].get("delivery_name")
    target = f"{seed['schema']}.{seed['name']}"
    if name is None:
        path = PROJECT / seed["original_file_path"]
        connection.execute(f"create table {target} as from {csv_of(path, types)}")
        return
    parquet = delivery / f"{name}.parquet"
    if parquet.exists():
        rows = connection.execute(f"describe from '{parquet}'").fetchall()
        delivered = [row[0] for row in rows]
        columns = ", ".join(
            f'cast("{column}" as varchar) as "{column}"' if column in delivered
            else f'cast(null as varchar) as "{column}"' for column in types
        )
        connection.execute(f"create {relation} {target} as select {columns} from '{parquet}'")
        return
    found = {column: kind for column, kind in types.items() if column != "year"}
    year = ", cast(null as varchar) as year" if "year" in types else ""
    connection.execute(
        f"create {relation} {target} as select *{year} from"
        f" {csv_of(delivery / f'{name}.csv', found)}"
    )


def csv_of(path: Path, types: dict) -> str:
    columns = ", ".join(
        f"'{column}': '{'varchar' if kind == 'string' else kind}'" for column, kind in types.items()
    )
    return (
        f"read_csv('{path}', columns = {{{columns}}}, header = true, auto_detect = false,"
        " delim = ',', quote = '\"', escape = '\"')"
    )


def write_model(connection, node: dict, limit: str = "") -> None:
    connection.execute(
        f"create or replace {node['config']['materialized']} {node['schema']}.{node['alias']}"
        f" as {node['compiled_code']}{limit}"
    )


def write_spends(connection, nodes: dict) -> None:
    """The checked spends, accepted and quarantined, from files that are read once."""
    # DuckDB does not know how long a CSV file is, and would keep it in memory to join it
    connection.execute("set disabled_optimizers = 'build_side_probe_side'")
    connection.execute(ALL_SPENDS.format(pilot_year=2023, id_pattern="^ATQCUS[0-9]{4,}$"))
    connection.execute("reset disabled_optimizers")
    if connection.execute(TWICE).fetchone()[0]:
        for name in SPENDS:
            write_model(connection, nodes[f"model.mitron.{name}"])
    else:
        connection.execute(QUARANTINED_SPENDS)


if __name__ == "__main__":
    main()
