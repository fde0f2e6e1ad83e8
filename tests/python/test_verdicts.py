"""Verdicts in a world in which nobody differs from anybody."""

from __future__ import annotations

import duckdb
import polars as pl
import pytest
from builds import NO_UNIT_TESTS, PROJECT, Build

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def shuffled(tmp_path_factory, target_path) -> Build:
    """The pilot, each attribute and each income dealt out anew among the customers."""
    folder = tmp_path_factory.mktemp("shuffled")
    seeds = PROJECT / "seeds" / "raw"
    columns = ["city", "occupation", "gender", "marital status", "age_group", "avg_income"]
    with duckdb.connect() as connection:
        connection.execute(
            f"create table people as select *, row_number() over (order by customer_id) as place"
            f" from read_csv('{seeds}/raw_customers.csv', all_varchar = true)"
        )
        joins = "".join(
            f' join (select "{column}", row_number() over (order by md5(customer_id'
            f" || '{column}')) as place from people) as d{number} using (place)"
            for number, column in enumerate(columns)
        )
        picked = ", ".join(f'd{number}."{column}"' for number, column in enumerate(columns))
        connection.execute(
            f"create table dealt as select people.customer_id, {picked} from people{joins}"
        )
        header = ", ".join(
            f'"{name}"' for (name, *_) in connection.execute("describe people").fetchall()
            if name != "place"
        )
        connection.execute(
            f"copy (select {header} from dealt) to '{folder}/dim_customers.csv' (header)"
        )
    (folder / "fact_spends.csv").symlink_to(seeds / "raw_spends.csv")
    return Build.run(folder, target_path, folder, *NO_UNIT_TESTS)


def test_nothing_is_supported_where_nobody_differs(shuffled):
    """What speaks of groups. The largest city still spends most, and the largest categories of
    all are those of every segment."""
    insights = shuffled.read("marts.insights")
    groups = insights.filter(
        pl.col("evidence_mart").is_in([
            "demographic_categories", "segment_categories", "segment_demographics",
            "utilisation_effects", "utilisation_drivers", "cities", "occupations",
        ]),
        ~pl.col("claim").str.contains("most of all cities|four largest"),
    )
    assert groups.height > 25
    assert set(groups["verdict"]) <= {"not supported", "cannot be told", "not measurable"}
    partly = insights.filter(verdict="partly")
    assert set(partly["evidence_mart"]) <= {"card_feature_recommendations"}


def test_a_verdict_is_its_interval(shuffled, pilot):
    """Of indices: supported above what matters, not supported where that is out of reach."""
    for build in (shuffled, pilot):
        judged = build.read("marts.insights").filter(
            pl.col("evidence_mart").is_in([
                "demographic_categories", "segment_categories", "segment_demographics"
            ]),
            pl.col("figure").is_not_null(),
            ~pl.col("claim").str.contains("own spending pattern|four largest"),
        )
        assert judged.height > 15
        for row in judged.iter_rows(named=True):
            with duckdb.connect(build.warehouse, read_only=True) as connection:
                [(index, high, is_distinctive)] = connection.execute(
                    "select index_against_others, index_against_others_ci_high, is_distinctive"
                    f" from marts.{row['evidence_mart']} where {row['evidence_key']}"
                ).fetchall()
            expected = (
                "supported" if is_distinctive and index > 100
                else "not supported" if high < 105 else "cannot be told"
            )
            assert row["verdict"] == expected, row["claim_id"]
