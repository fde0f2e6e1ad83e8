"""What changed since the last publication of another delivery: marts.changes."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import duckdb
import polars as pl
import pytest
from builds import NO_UNIT_TESTS, Build, manifest_of

pytestmark = pytest.mark.slow

MARTS = {
    "portfolio": "portfolio", "cities": "city", "age_groups": "age_group", "segments": "segment",
    "occupations": "occupation", "genders": "gender", "marital_statuses": "marital_status",
}


def written(folder: Path, small_delivery: Path, *statements: str) -> Path:
    """The small delivery, changed by statements on its tables `customers` and `spends`."""
    folder.mkdir()
    with duckdb.connect() as connection:
        for table, name in (("customers", "dim_customers"), ("spends", "fact_spends")):
            connection.execute(
                f"create table {table} as from read_csv('{small_delivery}/{name}.csv',"
                " all_varchar = true)"
            )
        for statement in statements:
            connection.execute(statement)
        for table, name in (("customers", "dim_customers"), ("spends", "fact_spends")):
            connection.execute(f"copy {table} to '{folder}/{name}.csv' (header)")
    return folder


@pytest.fixture
def build(dbt, tmp_path) -> Callable[..., Build]:
    def run(raw_dir: Path, *options: str) -> Build:
        result = dbt("build", *options, raw_dir=raw_dir)
        assert result.returncode == 0, result.stdout[-3000:]
        return Build(tmp_path / "mitron.duckdb", raw_dir, result.stdout)

    return run


def test_the_first_publication_says_so(small):
    assert small.read("marts.changes").height == 0
    assert "The first publication here: there is nothing to compare with." in small.output


def test_changes_are_those_of_the_delivery(published, small, small_delivery, build, tmp_path):
    """Twelve customers of one occupation leave, two of Chennai come, everybody in Mumbai
    spends a half more: figures follow, and groups that few joined or left show none."""
    delivery = written(
        tmp_path / "second", small_delivery,
        "create table gone as select customer_id from customers"
        " where occupation ilike '%freelancers%' order by customer_id limit 12",
        "delete from customers where customer_id in (from gone)",
        "delete from spends where customer_id in (from gone)",
        "create table model as select customer_id from customers"
        " where city = 'Chennai' and occupation ilike '%other%' order by customer_id limit 1",
        *(statement for number in (1, 2) for statement in (
            f"insert into {table} select 'ATQCUS9999{number}', * exclude customer_id from {table}"
            " where customer_id in (from model)" for table in ("customers", "spends")
        )),
        "update spends set spend = cast(round(1.5 * cast(spend as double)) as bigint)"
        " where customer_id in (select customer_id from customers where city = 'Mumbai')",
    )
    after = build(delivery, *NO_UNIT_TESTS)
    changes = after.read("marts.changes")
    assert set(changes["compared_build_id"]) == {manifest_of(small.warehouse.parent / "published")[
        "build_id"]}
    assert_headlines_follow(changes, small, after)
    assert_rows_follow(changes, small, after)
    counts = {
        (subject, measure): (before, now) for subject, measure, before, now in changes.filter(
            pl.col("topic") == "delivery"
        ).select("subject", "measure", "figure_before", "figure_now").iter_rows()
    }
    people = small.read("core.dim_customers").height
    assert counts["customers", "accepted_rows"] == (people, people - 10)
    assert counts["customers", "new"] == (None, 2) and counts["customers", "gone"] == (None, 12)
    verdicts = small.read("marts.insights").join(
        after.read("marts.insights"), on="claim_id", suffix="_now"
    ).filter(pl.col("verdict") != pl.col("verdict_now"))
    turned = changes.filter(pl.col("topic") == "verdict")
    assert set(turned["subject"]) == set(verdicts["claim_id"])
    for topic, mart, key in (("key segment", "key_segments", ["key_segment"]), (
        "card feature", "card_feature_recommendations",
        ["feature_id", "target_attribute", "target_member"],
    )):
        then, now = (set(b.read(f"marts.{mart}").select(key).iter_rows()) for b in (small, after))
        listed = changes.filter(pl.col("topic") == topic)
        assert listed["measure"].to_list().count("came") == len(now - then)
        assert listed["measure"].to_list().count("went") == len(then - now)
    assert "Changed since build" in after.output
    assert "Customers that are new: 2. Customers that are gone: 12." in after.output

    # the same delivery again, from a warehouse that knows no customers of before
    after.warehouse.unlink()
    again = build(delivery)
    same = again.read("marts.changes")
    assert set(same["compared_build_id"]) == set(changes["compared_build_id"])
    key = ["topic", "mart", "subject", "measure"]
    facts = [
        table.filter(~pl.col("topic").is_in(["headline", "delivery"])).sort(key)
        for table in (changes, same)
    ]
    assert facts[0].equals(facts[1])
    assert "this warehouse does not remember" in again.output

    # a third delivery is compared with the second; its rows are the publisher's alone
    second = Build(shutil.copyfile(again.warehouse, tmp_path / "second.duckdb"), delivery, "")
    third = build(small_delivery, *NO_UNIT_TESTS)
    back = third.read("marts.changes")
    assert set(back["compared_build_id"]) == set(second.read("marts.about")["build_id"])
    assert_rows_follow(back, second, third)
    moved = back.filter(pl.col("topic") == "delivery", pl.col("mart") == "portfolio")
    assert dict(moved.select("measure", "figure_now").iter_rows()) == {"new": 12, "gone": 2}
    current = tmp_path / "published" / "current"
    kept = [path for path in current.iterdir() if not path.stat().st_mode & 0o044]
    assert [path.name for path in kept] == [".previous_rows"]
    assert not set(current.glob("*.parquet")) & set(kept)


def test_a_publication_that_cannot_be_read_is_not_the_first(published, build, small_delivery):
    for path in (published / manifest_of(published)["folder"]).glob("ci*.parquet"):
        path.chmod(0o644)
        path.write_bytes(b"PAR1")
    output = build(small_delivery, "--select", "int_groups").output
    assert "Changes are not compared, since the last publication cannot be read:" in output
    with duckdb.connect(published.parent / "mitron.duckdb", read_only=True) as connection:
        assert connection.execute("from operations.published_rows").fetchall() == [
            (0, "unreadable", None)
        ]


def groups_of(build: Build) -> dict[tuple[str, str], set[str]]:
    """Who is in which group, by mart and member."""
    people = build.read("core.dim_customers")
    groups = {("portfolio", "All customers"): set(people["customer_id"])}
    for mart, attribute in MARTS.items():
        if mart != "portfolio":
            for (member,), rows in people.group_by(attribute):
                groups[mart, str(member)] = set(rows["customer_id"])
    return groups


def assert_headlines_follow(changes: pl.DataFrame, before: Build, after: Build) -> None:
    then, now = groups_of(before), groups_of(after)
    moved = {
        group: 1 <= len(now[group] - then[group]) <= 9 or 1 <= len(then[group] - now[group]) <= 9
        for group in then
    }
    shown = hidden = 0
    for mart, attribute in MARTS.items():
        left, right = (
            {row[attribute]: row for row in build.read(f"marts.{mart}").iter_rows(named=True)}
            for build in (before, after)
        )
        few = any(moved[group] for group in moved if group[0] == mart)
        for row in changes.filter(
            (pl.col("topic") == "headline") & (pl.col("mart") == mart)
        ).iter_rows(named=True):
            member, measure = row["subject"], row["measure"]
            is_hidden = (
                moved[mart, member] or few != moved["portfolio", "All customers"]
                or left[member]["is_suppressed"] or right[member]["is_suppressed"]
            )
            assert row["is_suppressed"] == is_hidden, (mart, member)
            if is_hidden:
                hidden += 1
                assert [row[name] for name in (
                    "figure_before", "figure_now", "difference", "difference_ci_low",
                    "difference_ci_high", "is_beyond_chance",
                )] == [None] * 6
            else:
                shown += 1
                assert row["figure_before"] == left[member][measure]
                assert row["figure_now"] == right[member][measure]
                assert row["difference"] == pytest.approx(
                    right[member][measure] - left[member][measure], abs=0.02
                )
    assert shown and hidden


def assert_rows_follow(changes: pl.DataFrame, before: Build, after: Build) -> None:
    """Rows that are in one copy only, whatever the key: added and removed and changed."""
    compared = [
        table for table in after.tables()
        if table.startswith("marts.") and table not in ("marts.about", "marts.changes")
    ]
    found = {
        (mart, measure): count for mart, measure, count in changes.filter(
            pl.col("topic") == "rows"
        ).select("mart", "measure", "figure_now").iter_rows()
    }
    assert {f"marts.{mart}" for mart, _ in found} == set(compared)
    for table in compared:
        mart = table.removeprefix("marts.")
        then, now = (set(build.read(table).iter_rows()) for build in (before, after))
        assert len(now - then) == found[mart, "added"] + found[mart, "changed"], mart
        assert len(then - now) == found[mart, "removed"] + found[mart, "changed"], mart
