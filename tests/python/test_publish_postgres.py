"""BI readers see the last complete, tested marts: in PostgreSQL, whatever happens meanwhile.

A real server, from a wheel. `served` is the pilot's build, published as a user would.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import duckdb
import psycopg
import pytest
from builds import PROJECT, Build
from postgres_server import PostgresServer

sys.path.insert(0, str(PROJECT / "plugins"))
import previous_publication
import published_postgres

SERVE = ("run-operation", "publish_marts", "--target", "serve")
BUILD = ("build", "--target", "serve")


@pytest.fixture(scope="module")
def server():
    server = PostgresServer()
    yield server
    server.remove()


@pytest.fixture(scope="module")
def serve(server, target_path, small_delivery):
    """Runs dbt with target serve on the small delivery; returns what it said."""

    def run(warehouse: Path, *command, **variables) -> subprocess.CompletedProcess:
        environment = os.environ | server.environment() | {
            "MITRON_DUCKDB_PATH": str(warehouse), "MITRON_RAW_DIR": str(small_delivery),
            **variables,
        }
        return subprocess.run(
            [sys.executable, "-m", "dbt.cli.main", "--no-use-colors", *(command or SERVE),
             "--target-path", str(target_path), "--log-path", str(warehouse.parent)],
            cwd=PROJECT, env=environment, capture_output=True, text=True,
        )

    return run


@pytest.fixture(scope="module")
def served(server, serve, small_delivery, tmp_path_factory) -> Build:
    """The small delivery, built and published; two logins that belong to the reading roles."""
    warehouse = tmp_path_factory.mktemp("served") / "mitron.duckdb"
    result = serve(warehouse, *BUILD)
    assert result.returncode == 0, result.stdout
    assert "to PostgreSQL in" in result.stdout
    with server.connect() as connection:
        for login, role in (("bi", "mitron_reader"), ("ana", "mitron_analyst")):
            connection.execute(
                f"create role {login} login password '{server.password}' in role {role}"
            )
    return Build(warehouse, small_delivery, result.stdout)


# ---- a small warehouse, and databases of their own, for faults ----


def make_source() -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    connection.execute("create schema marts")
    connection.execute("create schema core")
    connection.execute("create table marts.about as select 'one' as build_id,"
                       " timestamp '2026-01-01' as built_at")
    connection.execute("create table marts.cities as select 'Mumbai' as city, 1::bigint as n,"
                       " 1.5::double as share, null::varchar as note")
    connection.execute("create table core.dim_cities as select unnest(['Mumbai', 'Pune']) as city")
    connection.execute("create table core.fct_spends as select city, i::bigint as i,"
                       " 2.50::decimal(18, 2) as inr from core.dim_cities, range(500) as r (i)")
    connection.execute("create table compared as select 'cities' as mart, 'Mumbai' as row_key,"
                       " '{\"city\":\"Mumbai\"}' as row_text")
    return connection


@pytest.fixture
def source() -> duckdb.DuckDBPyConnection:
    return make_source()


@pytest.fixture
def database(server, request) -> Iterator[str]:
    """An empty database whose owner is the publisher; PG* variables lead to it."""
    name = f"d{abs(hash(request.node.name))}"
    with server.connect("owner", "postgres") as connection:
        connection.autocommit = True
        connection.execute(f"create database {name} owner publisher")
    before = dict(os.environ)
    os.environ.update(server.environment(database=name))
    yield name
    os.environ.clear()
    os.environ.update(before)


def a_build(*extra: dict) -> dict:
    return {"compared_rows": "main.compared", "tables": [
        {"schema": "marts", "name": "about", "key": ["build_id"], "foreign_keys": {}},
        {"schema": "marts", "name": "cities", "key": ["city"], "foreign_keys": {}},
        {"schema": "core", "name": "dim_cities", "key": ["city"], "foreign_keys": {}},
        {"schema": "core", "name": "fct_spends", "key": ["city", "i"], "foreign_keys": {
            "city": {"schema": "core", "name": "dim_cities", "column": "city"}}},
        *extra,
    ]}


def rows(server, database: str, query: str, user="publisher") -> list[tuple]:
    with server.connect(user, database) as connection:
        return connection.execute(query).fetchall()


# ---- what is served ----


def test_postgres_holds_what_the_warehouse_holds(served, server):
    """Every table of marts and core, row by row."""
    for name in served.tables():
        found = rows(server, "mitron", f"select * from {name}")
        expected = served.read(name)
        assert len(found) == expected.height, name
        assert sorted(map(repr, found)) == sorted(map(repr, expected.iter_rows())), (
            f"{name} differs"
        )


def test_comments_and_keys_arrive(served, server):
    comments = {
        (table, column): text for table, column, text in rows(server, "mitron", (
            "select n.nspname || '.' || c.relname, a.attname,"
            " col_description(c.oid, a.attnum) from pg_class as c"
            " join pg_namespace as n on n.oid = c.relnamespace"
            " join pg_attribute as a on a.attrelid = c.oid and attnum > 0"
            " where n.nspname in ('marts', 'core') and c.relkind = 'r'"
        ))
    }
    assert {table for table, _ in comments} == set(served.tables())
    assert None not in comments.values()
    keys = dict(rows(server, "mitron", (
        "select conrelid::regclass::text, pg_get_constraintdef(oid) from pg_constraint"
        " where contype = 'p' and connamespace::regnamespace::text in ('marts', 'core')"
    )))
    assert set(keys) == set(served.tables())
    assert keys["marts.cities"] == "PRIMARY KEY (city)"
    assert keys["core.fct_spends"] == (
        "PRIMARY KEY (customer_id, month_start_date, category, payment_type)"
    )
    parents = {child + "." + column for child, column in rows(server, "mitron", (
        "select conrelid::regclass::text, a.attname from pg_constraint"
        " join pg_attribute as a on attrelid = conrelid and attnum = conkey[1]"
        " where contype = 'f'"
    ))}
    assert parents == {
        "core.fct_spends.customer_id", "core.fct_spends.month_start_date",
        "core.fct_spends.category", "core.fct_spends.payment_type",
        "core.prospects.customer_id",
        "marts.card_audiences.card_id", "marts.card_economics.card_id",
        "marts.card_proposal_features.card_id", "marts.category_payment_types.category",
        "marts.category_payment_types.payment_type", "marts.demographic_categories.category",
        "marts.demographic_payment_types.payment_type", "marts.launch_scenarios.card_id",
        "marts.month_categories.category", "marts.month_categories.month_start_date",
        "marts.segment_actions.segment", "marts.segment_categories.category",
        "marts.segment_categories.segment", "marts.segment_cities.city",
        "marts.segment_payment_types.payment_type", "marts.segment_payment_types.segment",
        "marts.segment_cities.segment", "marts.segment_demographics.segment",
    }


def test_roles_read_what_is_theirs_and_nothing_else(served, server):
    """As each role: other schemas, writing, creating, dropping, climbing."""
    assert rows(server, "mitron", "select count(*) from marts.cities", "bi") == [(5,)]
    assert rows(server, "mitron", "select count(*) from core.dim_customers", "ana") == [(200,)]
    forbidden = [
        "insert into marts.cities (city) values ('x')", "update marts.cities set city = 'x'",
        "delete from marts.cities", "truncate marts.cities", "drop table marts.cities",
        "create table marts.mine (a int)", "create schema mine", "alter table marts.cities"
        " add column a int", "create role climber", "set role publisher",
        "copy marts.cities to program 'cat'",
        "comment on table marts.cities is 'x'", "drop schema marts cascade",
        "create function marts.f() returns int language sql as 'select 1'",
        "set session authorization publisher", "alter role mitron_reader createrole",
    ]
    for user, more in (
        ("bi", ["select * from core.dim_customers", "select * from core.prospects"]),
        ("ana", ["delete from core.fct_spends", "insert into core.dim_months default values"]),
    ):
        for statement in [*forbidden, *more, "select * from mitron_private.previous_rows"]:
            with server.connect(user) as connection, pytest.raises(psycopg.Error):
                connection.execute(statement)
        with server.connect(user) as connection:  # answered with a warning only
            connection.execute("grant select on marts.cities to public")
            (access,) = connection.execute(
                "select relacl::text from pg_class where oid = 'marts.cities'::regclass"
            ).fetchone()
            assert "{=" not in access and ",=" not in access
        # a function of one's own in front of the search path climbs nowhere
        with server.connect(user) as connection:
            connection.execute("create temporary table cities (city text)")
            connection.execute("set search_path = pg_temp, marts")
            assert connection.execute("select count(*) from marts.cities").fetchone() == (5,)
    schemas = {name for (name,) in rows(server, "mitron", (
        "select nspname from pg_namespace where nspname !~ '^pg_'"
    ))}
    assert schemas == {"public", "information_schema", "marts", "core", "mitron_private"}


JDBC_DRIVER = Path("/usr/share/java/postgresql.jar")


@pytest.mark.skipif(
    not shutil.which("java") or not JDBC_DRIVER.exists(),
    reason="needs Java and the JDBC driver (Debian: default-jre libpostgresql-jdbc-java)",
)
def test_metabases_sync_finds_tables_remarks_and_keys(served, server):
    """By JDBC, as each reading role: what Metabase's sync asks for."""
    found = {}
    for user in ("bi", "ana"):
        result = subprocess.run(
            ["java", "-cp", JDBC_DRIVER, Path(__file__).parent / "MetabaseSync.java",
             f"jdbc:postgresql://127.0.0.1:{server.port}/mitron", user, server.password],
            capture_output=True, text=True, check=True,
        )
        found[user] = [line.split("\t") for line in result.stdout.splitlines()]

    def tables(user):
        return {f"{line[1]}.{line[2]}" for line in found[user] if line[0] == "table"}

    marts = {name for name in served.tables() if name.startswith("marts.")}
    assert tables("bi") == marts and tables("ana") == set(served.tables())
    described = [line[-1] for line in found["ana"] if line[0] in ("table", "column")]
    assert set(described) == {"true"}
    assert {f"{line[1]}.{line[2]}" for line in found["ana"] if line[0] == "key"} == tables("ana")
    assert {(line[3], line[4]) for line in found["ana"]
            if line[0] == "parent" and line[2] == "fct_spends"} == {
        ("customer_id", "dim_customers"), ("month_start_date", "dim_months"),
        ("category", "dim_categories"), ("payment_type", "dim_payment_types"),
    }


ODBC_DRIVER = Path("/usr/lib/x86_64-linux-gnu/odbc/psqlodbcw.so")


@pytest.mark.skipif(
    not ODBC_DRIVER.exists(), reason="needs PostgreSQL's ODBC driver (Debian: odbc-postgresql)"
)
def test_power_bis_queries_over_odbc(served, server):
    """What an import and a DirectQuery page send: navigation, whole tables, folded sums."""
    # the wheel needs the system's driver manager, which the driver comes with
    pyodbc = pytest.importorskip("pyodbc", exc_type=ImportError)
    connection = pyodbc.connect(
        f"Driver={ODBC_DRIVER};Server=127.0.0.1;Port={server.port};Database=mitron;"
        f"Uid=ana;Pwd={server.password}", readonly=True,
    )
    cursor = connection.cursor()
    tables = {f"{row.table_schem}.{row.table_name}" for row in cursor.tables(tableType="TABLE")}
    assert set(served.tables()) <= tables
    for name in served.tables():
        schema, table = name.split(".")
        keys = [row.column_name for row in cursor.primaryKeys(table, schema=schema)]
        assert keys, name
        imported = cursor.execute(f'select * from "{schema}"."{table}"')
        names = [column[0] for column in imported.description]
        assert names == served.read(name).columns
        assert len(imported.fetchall()) == served.read(name).height
    folded = cursor.execute(
        'select "rows"."city" as "city", sum("rows"."total_spend_inr") as "a0" from'
        ' (select "city", "total_spend_inr" from "marts"."segment_cities" "$Table") "rows"'
        ' group by "city" order by "city" limit 1000001'
    ).fetchall()
    with duckdb.connect(served.warehouse, read_only=True) as warehouse:
        expected = warehouse.execute(
            "select city, sum(total_spend_inr) from marts.segment_cities group by 1 order by 1"
        ).fetchall()
    assert [(city, pytest.approx(total)) for city, total in folded] == expected


def test_publishing_again_changes_no_row_and_blocks_no_reader(served, server, serve):
    """Same build again: a long reader and a repeatable read go on, rows stay in place."""
    places = "select ctid, xmin from core.dim_customers order by 1"
    before = rows(server, "mitron", places)
    with server.connect("ana") as long, server.connect("bi") as repeatable:
        repeatable.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        first = repeatable.execute("select * from marts.about").fetchall()
        slow = threading.Thread(target=lambda: long.execute(
            "select count(*), pg_sleep(6) from core.fct_spends").fetchone())
        slow.start()
        start = time.monotonic()
        assert serve(served.warehouse).returncode == 0
        assert time.monotonic() - start < 60
        assert repeatable.execute("select * from marts.about").fetchall() == first
        slow.join()
    assert rows(server, "mitron", places) == before


def test_a_second_build_touches_what_changed(served, server, serve, tmp_path):
    """The same delivery: `about` alone. A part of the project: nothing."""
    places = {
        table: f"select ctid, xmin from {table} order by 1" for table in served.tables()
        if table.startswith("marts.")
    }
    before = {table: rows(server, "mitron", query) for table, query in places.items()}
    again = serve(served.warehouse, *BUILD)
    assert again.returncode == 0
    after = {table: rows(server, "mitron", query) for table, query in places.items()}
    assert {table for table in places if before[table] != after[table]} == {"marts.about"}
    part = serve(served.copy_to(tmp_path), *BUILD, "-s", "cities")
    assert "older than what they read" in part.stdout
    assert "readers of PostgreSQL see" in part.stdout
    refused = serve(served.warehouse, "run-operation", "rollback_marts", "--target", "serve")
    assert refused.returncode == 1 and "keeps no previous publication" in refused.stdout


def test_rows_are_read_back_as_they_were(server, database, source):
    """What `changes` compares with is the same whether readers use files or PostgreSQL."""
    source.execute(
        "create table marts.odd as from (values"
        " ('a, \"b\"', 42.0::double, 1e-7::double, 2.50::decimal(18, 2), true, date '2026-02-01'),"
        " ('', null, 1e22, -0.01, false, null), (e'two\\nlines', 0.1, 7, 0, null, null),"
        " ('\\N', 1, 2, 3, true, null)) as rows (name, figure, small, inr, is_on, day)"
    )
    published_postgres.publish(source, a_build(
        {"schema": "marts", "name": "odd", "key": ["name"], "foreign_keys": {}}
    ))
    source.execute("create schema operations")
    previous_publication.empty(source)
    previous_publication.load_from_postgres(source)
    for table in ("odd", "cities"):
        expected = source.execute(
            f"select to_json(t)::varchar from marts.{table} as t order by 1"
        ).fetchall()
        assert source.execute(
            f"select row_text from operations.published_rows where mart = '{table}'"
            " and recency = 1 order by 1"
        ).fetchall() == expected
    assert source.execute(
        "select mart, row_text from operations.published_rows where recency = 2"
    ).fetchall() == [("cities", '{"city":"Mumbai"}')]
    with server.connect("owner", database) as reader:
        reader.execute("set role mitron_analyst")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            reader.execute("select * from mitron_private.previous_rows")


# ---- faults ----


def test_every_reader_sees_one_build(server, database, source):
    """Thirty publications with all rows new, under three kinds of readers."""
    published_postgres.publish(source, a_build())
    is_over, failures, rounds = threading.Event(), [], []

    def read(level):
        with server.connect(database=database) as connection:
            connection.isolation_level = level
            while not is_over.is_set():
                try:
                    with connection.transaction():
                        for _ in range(2):
                            counts = connection.execute(
                                "select count(*), count(distinct inr), (select count(*)"
                                " from marts.cities) from core.fct_spends"
                            ).fetchone()
                            if counts != (1000, 1, 1):
                                failures.append(counts)
                    rounds.append(1)
                except psycopg.Error as error:
                    failures.append(error)

    levels = (psycopg.IsolationLevel.READ_COMMITTED, psycopg.IsolationLevel.REPEATABLE_READ)
    readers = [threading.Thread(target=read, args=[level]) for level in levels]
    for reader in readers:
        reader.start()
    for number in range(30):
        source.execute(f"update core.fct_spends set inr = {number}.25")
        published_postgres.publish(source, a_build())
    is_over.set()
    for reader in readers:
        reader.join()
    assert failures == [] and len(rounds) > 30


def test_changed_gone_and_new_rows_arrive_with_their_parents(server, database, source):
    published_postgres.publish(source, a_build())
    source.execute("delete from core.fct_spends where city = 'Pune'")
    source.execute("update core.dim_cities set city = 'Goa' where city = 'Pune'")
    source.execute("insert into core.fct_spends values ('Goa', 1, 7)")
    source.execute("update marts.cities set n = 2, note = 'a \"quoted\", one'")
    published_postgres.publish(source, a_build())
    assert rows(server, database, "select city from core.dim_cities order by 1") == [
        ("Goa",), ("Mumbai",)
    ]
    assert rows(server, database, "select count(*) from core.fct_spends") == [(501,)]
    assert rows(server, database, "select n, note from marts.cities") == [
        (2, 'a "quoted", one')
    ]


def test_a_mart_that_is_gone_or_reshaped_does_not_linger(server, database, source):
    source.execute("create table marts.extra as select 1 as a")
    extra = {"schema": "marts", "name": "extra", "key": ["a"], "foreign_keys": {}}
    published_postgres.publish(source, a_build(extra))
    source.execute("alter table marts.cities rename n to customer_count")
    source.execute("alter table core.dim_cities add column sort_order int default 3")
    published_postgres.publish(source, a_build())
    assert rows(server, database, "select to_regclass('marts.extra')") == [(None,)]
    assert rows(server, database, "select customer_count from marts.cities") == [(1,)]
    assert rows(server, database, "select count(*) from pg_constraint where contype = 'f'") == [
        (1,)
    ]


def test_what_others_granted_outlives_a_reshaped_mart(server, database, source):
    """On the table and on its columns, to a role and to everybody, with the right to pass it on."""
    published_postgres.publish(source, a_build())
    with server.connect("owner", "postgres") as connection:
        for role in ("dashboards", "Auditors of 2026"):
            connection.execute(f'create role "{role}"')
    with server.connect(database=database) as connection:
        connection.execute("grant select on marts.cities to dashboards with grant option")
        connection.execute('grant references (city), select (n, share) on marts.cities'
                           ' to "Auditors of 2026"')
        connection.execute("grant select (city) on marts.cities to public")
    query = (
        "select grantee, privilege_type, is_grantable, column_name from"
        " information_schema.column_privileges where table_name = 'cities'"
        " and grantee in ('dashboards', 'Auditors of 2026', 'PUBLIC') order by 1, 2, 4"
    )
    before = rows(server, database, query)
    assert len(before) == 8
    source.execute("alter table marts.cities rename note to remark")
    source.execute("alter table marts.cities add column extra int")
    published_postgres.publish(source, a_build())
    after = rows(server, database, query)
    assert {row for row in after if row[3] not in ("remark", "extra")} == {
        row for row in before if row[3] != "note"
    }
    assert ("dashboards", "SELECT", "YES", "extra") in after


def test_row_level_policies_are_not_lost_with_a_reshaped_mart(server, database, source):
    published_postgres.publish(source, a_build())
    with server.connect(database=database) as connection:
        connection.execute("create policy own_city on marts.cities using (city = current_user)")
        connection.execute("alter table marts.cities enable row level security")
    published_postgres.publish(source, a_build())
    source.execute("alter table marts.cities rename share to part")
    with pytest.raises(published_postgres.Refused, match=r"row-level policies \(own_city\)"):
        published_postgres.publish(source, a_build())
    assert rows(server, database, "select polname from pg_policy") == [("own_city",)]


def test_a_reader_cannot_keep_the_publisher_out(server, database, source, monkeypatch):
    """Every lock that one who may read everything may take, held while we publish."""
    published_postgres.publish(source, a_build())
    with server.connect("owner", "postgres") as connection:
        connection.execute(
            f"create role stubborn login password '{server.password}' in role mitron_analyst"
        )
    with server.connect("stubborn", database) as reader:
        number = 0x6D6974726F6E
        reader.execute("select pg_advisory_lock(%s)", [number])
        for (name,) in reader.execute(
            "select schemaname || '.' || tablename from pg_tables where schemaname in"
            " ('marts', 'core')"
        ).fetchall():
            reader.execute(f"lock table {name} in access share mode")
            for mode in ("row share", "share", "exclusive"):
                with pytest.raises(psycopg.errors.InsufficientPrivilege), reader.transaction():
                    reader.execute(f"lock table {name} in {mode} mode")
        source.execute("update core.fct_spends set inr = 9")
        published_postgres.publish(source, a_build())
    assert rows(server, database, "select distinct inr::text from core.fct_spends") == [("9.00",)]


def test_views_of_others_are_not_dropped_with_a_reshaped_mart(server, database, source):
    published_postgres.publish(source, a_build())
    with server.connect(database=database) as connection:
        connection.execute("create schema theirs")
        connection.execute("create view theirs.big as select city, n from marts.cities")
    source.execute("alter table marts.cities rename share to part")
    with pytest.raises(published_postgres.Refused, match=r"view theirs\.big depends on"):
        published_postgres.publish(source, a_build())
    assert rows(server, database, "select city from theirs.big") == [("Mumbai",)]


def test_a_function_planted_in_public_does_not_run_as_the_publisher(
    server, database, source
):
    with server.connect("owner", database) as connection:
        connection.execute("create table public.caught (who text)")
        connection.execute("grant insert on public.caught to public")
        connection.execute(
            "create function public.obj_description(oid, text) returns text language sql as"
            " $$ insert into public.caught values (current_user) returning who $$"
        )
    published_postgres.publish(source, a_build())
    assert rows(server, database, "select count(*) from public.caught", "owner") == [(0,)]


@pytest.mark.parametrize("step", ["claim_schema", "load", "add_foreign_keys", "grant"])
def test_a_server_that_stops_in_mid_publish_serves_the_old_set(
    server, database, source, monkeypatch, step
):
    published_postgres.publish(source, a_build())
    source.execute("update marts.about set build_id = 'two'")
    source.execute("update core.fct_spends set inr = 9")
    original = getattr(published_postgres, step)

    def stop(*arguments):
        server.stop()
        return original(*arguments)

    monkeypatch.setattr(published_postgres, step, stop)
    with pytest.raises(psycopg.Error):
        published_postgres.publish(source, a_build())
    monkeypatch.undo()
    os.environ.update(server.environment(database=database))
    server.start()
    assert rows(server, database, "select build_id from marts.about") == [("one",)]
    assert rows(server, database, "select distinct inr::text from core.fct_spends") == [("2.50",)]
    published_postgres.publish(source, a_build())
    assert rows(server, database, "select build_id from marts.about") == [("two",)]


KILLED = """
import os, signal, sys
sys.path[:0] = [{plugins!r}, {tests!r}]
import published_postgres, test_publish_postgres as tests
source = tests.make_source()
source.execute("update core.fct_spends set inr = 9")
published_postgres.{step} = lambda *arguments: os.kill(os.getpid(), signal.SIGKILL)
published_postgres.publish(source, tests.a_build())
"""


@pytest.mark.parametrize("step", ["load", "comment_on", "grant"])
def test_a_killed_publisher_leaves_the_old_set(server, database, source, step):
    published_postgres.publish(source, a_build())
    result = subprocess.run([sys.executable, "-c", KILLED.format(
        plugins=str(PROJECT / "plugins"), tests=str(Path(__file__).parent), step=step,
    )])
    assert result.returncode == -signal.SIGKILL
    assert rows(server, database, "select distinct inr::text from core.fct_spends") == [("2.50",)]
    published_postgres.publish(source, a_build())


def test_two_publishers_come_one_after_the_other(server, database):
    def publish(amount):
        source = make_source()
        source.execute(f"update core.fct_spends set inr = {amount}")
        for _ in range(5):
            published_postgres.publish(source, a_build())
        ended.append(amount)

    ended: list[int] = []
    publishers = [threading.Thread(target=publish, args=[amount]) for amount in (3, 4)]
    for publisher in publishers:
        publisher.start()
    for publisher in publishers:
        publisher.join()
    assert sorted(ended) == [3, 4]
    found = rows(server, database, "select count(*), count(distinct inr) from core.fct_spends")
    assert found == [(1000, 1)]


def test_schemas_of_others_are_left_alone(server, database, source):
    with server.connect(database=database) as connection:
        connection.execute("create schema core")
        connection.execute("create table core.theirs (a int)")
    with pytest.raises(published_postgres.Refused, match="schema core with tables that this"):
        published_postgres.publish(source, a_build())
    assert rows(server, database, "select to_regclass('core.theirs')::text") == [("core.theirs",)]
    assert rows(server, database, "select to_regclass('marts.cities')") == [(None,)]


def test_a_publisher_without_the_right_to_create_roles_says_what_the_owner_must_run(
    server, database, source
):
    with server.connect("owner", database) as connection:
        connection.execute(f"create role modest login password '{server.password}'")
        connection.execute(f'grant create on database {database} to modest')
        for role in published_postgres.ROLES:
            connection.execute(f"alter role {role} rename to {role}_away")
    try:
        os.environ["PGUSER"] = "modest"
        (advice,) = published_postgres.publish(source, a_build())
        assert "create role mitron_reader nologin; create role mitron_analyst" in advice
        assert rows(server, database, "select n from marts.cities", "modest") == [(1,)]
    finally:
        with server.connect("owner", database) as connection:
            for role in published_postgres.ROLES:
                connection.execute(f"alter role {role}_away rename to {role}")
    assert published_postgres.publish(source, a_build()) == []


@pytest.mark.parametrize(("variables", "sentence"), [
    ({"PGPASSWORD": "wrong"}, "password authentication failed for user"),
    ({"PGPORT": "1"}, "Connection refused"),
    ({"PGDATABASE": "nowhere"}, 'database "nowhere" does not exist'),
    ({"PGDATABASE": "postgres"}, "permission denied for database postgres"),
])
def test_what_is_wrong_is_said_in_one_sentence(served, serve, server, variables, sentence):
    """And the password is never part of it."""
    result = serve(served.warehouse, **variables)
    assert result.returncode == 1
    (line,) = [text for text in result.stdout.splitlines() if "not published" in text]
    assert "PostgreSQL: " in line and sentence in line
    assert "Put that right and run dbt run-operation publish_marts --target serve" in line
    assert server.password not in result.stdout and "wrong" not in result.stdout
    assert rows(server, "mitron", "select count(*) from marts.cities") == [(5,)]
