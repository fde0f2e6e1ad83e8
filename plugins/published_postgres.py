"""The published marts in PostgreSQL: brought up to date in place, in one transaction.

DuckDB computes, PostgreSQL serves. Rows that changed are updated, the others stay as they
are: no reader is blocked, and each sees the old build or the new one. A table whose
columns or keys changed is dropped and made anew. Only schemas that carry our mark in their
comment are touched.
"""

import os
import tempfile
from pathlib import Path
from typing import Any

import psycopg
from duckdb import DuckDBPyConnection
from psycopg import Connection, sql
from published_files import comments
from sql_text import literal

MARK = "Published by the dbt project mitron; rewritten with every build."
ROLES = {"mitron_reader": ["marts"], "mitron_analyst": ["marts", "core"]}
# for the next publication of the same delivery: what `changes` compares with; no reader's
KEPT: dict[str, Any] = {
    "schema": "mitron_private", "name": "previous_rows", "key": ["mart", "row_key"],
}
TYPES = {
    "VARCHAR": "text", "INTEGER": "integer", "BIGINT": "bigint",
    "DOUBLE": "double precision", "BOOLEAN": "boolean", "DATE": "date",
    "TIMESTAMP": "timestamp without time zone",
}


class Refused(Exception):
    """A publication that cannot go on; the message is the sentence for the user."""


def connect() -> Connection:
    """A connection by the standard PG* variables."""
    timeout: dict[str, Any] = {}
    if "PGCONNECT_TIMEOUT" not in os.environ:
        timeout["connect_timeout"] = 10
    return psycopg.connect(
        application_name="mitron publish", client_encoding="UTF8", **timeout
    )


def publish(source: DuckDBPyConnection, build: dict) -> list[str]:
    """Brings the schemas up to date from a DuckDB connection; returns advice to print.

    `build` has tables (schema, name, key and foreign_keys each) and compared_rows (the relation
    that `changes` compares with).
    """
    kept: dict[str, Any] = {**KEPT, "foreign_keys": {}, "source": build["compared_rows"]}
    tables = [*build["tables"], kept]
    try:
        advice = publish_at_once(source, tables)
    except (psycopg.errors.UniqueViolation, psycopg.errors.DuplicateSchema):
        # another publisher made the schemas at the same moment, and is done
        advice = publish_at_once(source, tables)
    try:
        vacuum(tables)
    except psycopg.Error:
        advice.append("it was published, but not vacuumed; autovacuum will do so")
    return advice


def publish_at_once(source: DuckDBPyConnection, tables: list[dict]) -> list[str]:
    """The one transaction."""
    schemas = sorted({table["schema"] for table in tables})
    with connect() as target:
        # nothing that others put into a schema on the path may run as the publisher
        target.execute("set local search_path = pg_catalog, pg_temp")
        target.execute("set local lock_timeout = '30s'")
        target.execute("set local client_min_messages = 'warning'")
        for schema in schemas:
            claim_schema(target, schema)
        keep_publishers_out(target)
        # of a build that leaves customers out, none of an older one stay beside its marts
        kept = {"core"} if columns_served(target, "core") else set()
        drop_tables_that_are_gone(target, sorted({*schemas, *kept}), tables)
        said = comments(source)
        for table in tables:
            bring_up_to_date(source, target, table, said[source_of(table)])
        for table in tables:
            add_foreign_keys(target, table)
        return grant(target, schemas)


def vacuum(tables: list[dict]) -> None:
    """Frees the rows that were replaced, and tells the planner about the new ones."""
    with connect() as target:
        target.autocommit = True
        for table in tables:
            target.execute(
                sql.SQL("vacuum (analyze, skip_locked, truncate false) {}").format(
                    name_of(table)
                )
            )


def served_build() -> tuple | None:
    """Build id and time of what is served; None where nothing is."""
    with connect() as target:
        [(about,)] = target.execute("select to_regclass('marts.about')").fetchall()
        if about is None:
            return None
        return target.execute("select build_id, built_at from marts.about").fetchone()


def read_row(query: str) -> tuple | None:
    """The one row of a query over the published marts; None where nothing is served."""
    with connect() as target:
        [(about,)] = target.execute("select to_regclass('marts.about')").fetchall()
        return None if about is None else target.execute(query).fetchone()


def columns_served(source: Connection, schema: str) -> dict[str, dict[str, str]]:
    """The tables of a schema that is ours, with their columns' types as DuckDB names them."""
    names: dict[str, str] = {kind: name for name, kind in TYPES.items()}
    tables: dict[str, dict[str, str]] = {}
    for table, column, kind in source.execute(
        "select c.relname, a.attname, format_type(a.atttypid, a.atttypmod)"
        " from pg_attribute as a join pg_class as c on c.oid = a.attrelid"
        " join pg_namespace as n on n.oid = c.relnamespace"
        " where n.nspname = %s and obj_description(n.oid, 'pg_namespace'::name) = %s"
        " and c.relkind = 'r' and a.attnum > 0 and not a.attisdropped"
        " order by c.relname, a.attnum", [schema, MARK],
    ).fetchall():
        tables.setdefault(table, {})[column] = names.get(kind) or kind
    return tables


def write_csv(source: Connection, table: str, path: Path) -> None:
    """A published table as a file, null being \\N."""
    statement = sql.SQL("copy (select * from {}) to stdout (format csv, null '\\N')")
    name = sql.Identifier(*table.split("."))
    with source.cursor().copy(statement.format(name)) as copy, path.open("wb") as file:
        for chunk in copy:
            file.write(chunk)


def source_of(table: dict) -> str:
    """The relation in the warehouse that it is published from."""
    return table.get("source", f"{table['schema']}.{table['name']}")


def name_of(table: dict) -> sql.Identifier:
    return sql.Identifier(table["schema"], table["name"])


def claim_schema(target: Connection, schema: str) -> None:
    """Makes the schema ours, or refuses one that somebody else fills."""
    row = target.execute(
        "select obj_description(oid, 'pg_namespace'::name),"
        " exists (select from pg_class where relnamespace = n.oid)"
        " from pg_namespace as n where nspname = %s", [schema],
    ).fetchone()
    if row is None:
        target.execute(sql.SQL("create schema {}").format(sql.Identifier(schema)))
    elif row[0] == MARK:
        return
    elif row[1]:
        raise Refused(
            f"the database has a schema {schema} with tables that this project did not make;"
            " publish into another database (PGDATABASE)"
        )
    target.execute(
        sql.SQL("comment on schema {} is {}").format(sql.Identifier(schema), MARK)
    )


def keep_publishers_out(target: Connection) -> None:
    """One publisher at a time. Who may only read a table cannot lock it against us, as anybody
    can an advisory lock; the first publication of all holds the schema that it makes."""
    [(about,)] = target.execute("select to_regclass('marts.about')").fetchall()
    if about is not None:
        target.execute("lock table marts.about in exclusive mode")


def drop_tables_that_are_gone(target: Connection, schemas: list[str], tables: list[dict]) -> None:
    """A mart that was removed or renamed must not linger as if it were current."""
    wanted = {(table["schema"], table["name"]) for table in tables}
    found = target.execute(
        "select schemaname, tablename from pg_tables where schemaname = any(%s)", [schemas]
    ).fetchall()
    for schema, name in set(found) - wanted:
        drop(target, {"schema": schema, "name": name}, "is not published any more")


def drop(target: Connection, table: dict, reason: str = "has to be made anew") -> None:
    """Drops a table of ours and our foreign keys to it, but nothing of anybody else."""
    name = f"{table['schema']}.{table['name']}"
    for schema, child, constraint in target.execute(
        "select n.nspname, c.relname, k.conname from pg_constraint as k"
        " join pg_class as c on c.oid = k.conrelid"
        " join pg_namespace as n on n.oid = c.relnamespace"
        " where k.contype = 'f' and k.confrelid = to_regclass(%s)"
        " and obj_description(n.oid, 'pg_namespace'::name) = %s", [name, MARK],
    ).fetchall():
        target.execute(sql.SQL("alter table {} drop constraint {}").format(
            sql.Identifier(schema, child), sql.Identifier(constraint)
        ))
    try:
        target.execute(sql.SQL("drop table if exists {}").format(name_of(table)))
    except psycopg.errors.DependentObjectsStillExist as error:
        detail = error.diag.message_detail or str(error)
        raise Refused(
            f"{name} {reason}, but {detail.splitlines()[0]};"
            " let its owner drop that"
        ) from None


def bring_up_to_date(
    source: DuckDBPyConnection, target: Connection, table: dict, said: dict[str | None, str]
) -> None:
    """The table as DuckDB has it, with what DuckDB says of it and of its columns."""
    found = source.execute(
        "select column_name, data_type from duckdb_columns()"
        " where database_name = current_database() and schema_name = ? and table_name = ?"
        " order by column_index", source_of(table).split("."),
    ).fetchall()
    shape = [(name, TYPES.get(kind) or kind.lower().replace("decimal", "numeric"))
             for name, kind in found]
    is_new = shape != shape_of(target, table) or table["key"] != key_of(target, table)
    if is_new:
        make(target, table, shape)
    columns = [name for name, _ in shape]
    load(source, target, table, columns, is_new)
    comment_on(target, table, columns, said)


def shape_of(target: Connection, table: dict) -> list[tuple[str, str]]:
    """Names and types of the table's columns; empty where there is no table."""
    return target.execute(
        "select attname, format_type(atttypid, atttypmod)"
        " from pg_attribute where attrelid = to_regclass(%s) and attnum > 0"
        " and not attisdropped order by attnum",
        [f"{table['schema']}.{table['name']}"],
    ).fetchall()


def key_of(target: Connection, table: dict) -> list[str]:
    """Columns of the table's primary key, in their order."""
    return [name for (name,) in target.execute(
        "select a.attname from pg_index as i"
        " cross join unnest(i.indkey) with ordinality as k (attnum, place)"
        " join pg_attribute as a on a.attrelid = i.indrelid and a.attnum = k.attnum"
        " where i.indrelid = to_regclass(%s) and i.indisprimary order by k.place",
        [f"{table['schema']}.{table['name']}"],
    ).fetchall()]


def make(target: Connection, table: dict, shape: list[tuple[str, str]]) -> None:
    """The table anew, with the grants that others gave on it."""
    grants = grants_on(target, table)
    drop(target, table)
    target.execute(sql.SQL("create table {} ({}, primary key ({}))").format(
        name_of(table),
        sql.SQL(", ").join(
            sql.SQL("{} {}").format(sql.Identifier(name), sql.SQL(kind))
            for name, kind in shape
        ),
        sql.SQL(", ").join(map(sql.Identifier, table["key"])),
    ))
    columns = {name for name, _ in shape}
    for privilege, column, role, is_grantable in grants:
        if column is None or column in columns:
            target.execute(sql.SQL("grant {} {} on {} to {} {}").format(
                sql.SQL(privilege),
                sql.SQL("({})").format(sql.Identifier(column)) if column else sql.SQL(""),
                name_of(table),
                sql.Identifier(role) if role else sql.SQL("public"),
                sql.SQL("with grant option" if is_grantable else ""),
            ))


def grants_on(target: Connection, table: dict) -> list[tuple]:
    """What others than the owner may do with a table and its columns: privilege, column, role
    (None for everybody) and whether they may pass it on. Refuses to lose a row-level policy."""
    name = f"{table['schema']}.{table['name']}"
    policies = target.execute(
        "select string_agg(polname, ', ') from pg_policy where polrelid = to_regclass(%s)", [name]
    ).fetchall()
    if policies[0][0]:
        raise Refused(
            f"{name} has to be made anew, but has row-level policies ({policies[0][0]}) that"
            " would be lost; drop them, publish, and create them again"
        )
    return target.execute(
        "select acl.privilege_type, acl.column_name, r.rolname, acl.is_grantable from ("
        " select relowner, null::name as column_name, (aclexplode(relacl)).* from pg_class"
        " where oid = to_regclass(%(name)s) union all"
        " select c.relowner, attname, (aclexplode(attacl)).* from pg_attribute as a"
        " join pg_class as c on c.oid = a.attrelid"
        " where a.attrelid = to_regclass(%(name)s) and not attisdropped) as acl"
        " left join pg_roles as r on r.oid = acl.grantee"
        " where acl.grantee <> acl.relowner", {"name": name},
    ).fetchall()


def load(
    source: DuckDBPyConnection, target: Connection, table: dict, columns: list[str], is_new: bool
) -> None:
    """All rows into a new table; into an old one only those that differ."""
    into = name_of(table)
    if not is_new:
        into = sql.Identifier("incoming")
        target.execute(
            sql.SQL("create temporary table incoming (like {}) on commit drop").format(
                name_of(table)
            )
        )
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "rows.csv"
        source.execute(
            f"copy (from {source_of(table)}) to {literal(path)}"
            " (format csv, header false, nullstr '\\N')"
        )
        statement = sql.SQL("copy {} from stdin (format csv, null '\\N')").format(into)
        with target.cursor().copy(statement) as copy, path.open("rb") as file:
            if os.name != "nt":
                path.unlink()  # customers must not outlive a killed publisher
            while chunk := file.read(1 << 20):
                copy.write(chunk)
    if is_new:
        return
    target.execute("analyze incoming")
    parts = {
        "table": name_of(table),
        "key": sql.SQL(", ").join(map(sql.Identifier, table["key"])),
        "same_key": sql.SQL(" and ").join(
            sql.SQL("old.{0} = incoming.{0}").format(sql.Identifier(column))
            for column in table["key"]
        ),
        "changes": sql.SQL(", ").join(
            sql.SQL("{0} = excluded.{0}").format(sql.Identifier(column)) for column in columns
        ),
    }
    target.execute(sql.SQL(
        "delete from {table} as old"
        " where not exists (select from incoming where {same_key})"
    ).format(**parts))
    target.execute(sql.SQL(
        "insert into {table} select incoming.* from incoming where not exists"
        " (select from {table} as old where {same_key}"
        " and row(old.*) is not distinct from row(incoming.*))"
        " on conflict ({key}) do update set {changes}"
    ).format(**parts))
    target.execute("drop table incoming")


def add_foreign_keys(target: Connection, table: dict) -> None:
    """Those that are missing: all of a new table, and those that a new parent took along."""
    present = {
        name for (name,) in target.execute(
            "select conname from pg_constraint where contype = 'f'"
            " and conrelid = to_regclass(%s)", [f"{table['schema']}.{table['name']}"],
        ).fetchall()
    }
    for column, parent in table["foreign_keys"].items():
        constraint = f"{table['name']}_{column}_fkey"
        if constraint not in present:
            target.execute(sql.SQL(
                "alter table {} add constraint {} foreign key ({}) references {} ({})"
                " deferrable initially deferred"
            ).format(
                name_of(table), sql.Identifier(constraint), sql.Identifier(column),
                name_of(parent), sql.Identifier(parent["column"]),
            ))


def comment_on(
    target: Connection, table: dict, columns: list[str], said: dict[str | None, str]
) -> None:
    """What is said of the table (under None) and of each column, or nothing any more."""
    target.execute(
        sql.SQL("comment on table {} is {}").format(name_of(table), said.get(None))
    )
    for column in columns:
        target.execute(sql.SQL("comment on column {} is {}").format(
            sql.Identifier(table["schema"], table["name"], column), said.get(column)
        ))


def grant(target: Connection, schemas: list[str]) -> list[str]:
    """Lets the two reading roles in; advice where the publisher may not make roles."""
    [(may_create,)] = target.execute(
        "select rolcreaterole or rolsuper from pg_roles where rolname = current_user"
    ).fetchall()
    present = {name for (name,) in target.execute("select rolname from pg_roles").fetchall()}
    missing = [role for role in ROLES if role not in present]
    if may_create:
        for role in missing:
            target.execute(sql.SQL("create role {} nologin").format(sql.Identifier(role)))
        missing = []
    for role in set(ROLES) - set(missing):
        for schema in set(ROLES[role]) & set(schemas):
            names = [sql.Identifier(schema), sql.Identifier(role)]
            target.execute(sql.SQL("grant usage on schema {} to {}").format(*names))
            target.execute(
                sql.SQL("grant select on all tables in schema {} to {}").format(*names)
            )
    if not missing:
        return []
    statements = " ".join(f"create role {role} nologin;" for role in missing)
    return [
        f"this user may not create roles, so that only the owner can read: let the owner of the"
        f" server run `{statements}` and publish again"
    ]
