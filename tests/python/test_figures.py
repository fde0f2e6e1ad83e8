"""Every figure of the mart contract against an independent computation from the files."""

from __future__ import annotations

import polars as pl
from builds import PROJECT, TABLES, Build, assert_same_rows, published
from recomputed import expected_marts, read_delivery


def members_of(build: Build) -> dict[str, list[str]]:
    """The accepted members by attribute, in their order."""
    accepted = build.read("reference.accepted_members")
    rows = accepted.filter(pl.col("spelling") == pl.col("member")).sort("sort_order")
    return {a: rows.filter(pl.col("attribute") == a)["member"].to_list()
            for a in rows["attribute"].unique()}


def delivery_of(build: Build) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Customers and spends as the build's files have them."""
    if build.raw_dir is None:
        return read_delivery(PROJECT / "seeds" / "raw", tuple(TABLES.values()))
    return read_delivery(build.raw_dir, tuple(TABLES))


def assert_figures_are_right(build: Build) -> None:
    """All cells of all tables of a build equal what polars makes of the delivery."""
    expected = expected_marts(*delivery_of(build), members_of(build))
    for table, frame in expected.items():
        found = build.read(table)
        assert set(frame.columns) <= set(found.columns), table
        assert_same_rows(
            as_plain(found.select(frame.columns)), as_plain(frame), table,
            is_rounded=table.startswith("marts."),
        )


def as_plain(frame: pl.DataFrame) -> pl.DataFrame:
    """Decimals and counts as floats, so that both sides compare by value."""
    numbers = [
        name for name, kind in frame.schema.items()
        if kind.is_numeric() or kind == pl.Null
    ]
    return frame.with_columns(pl.col(numbers).cast(pl.Float64))


def test_every_figure_equals_an_independent_computation(build):
    assert_figures_are_right(build)


def test_dimensions_and_counts_of_the_delivery(build):
    customers, spends = delivery_of(build)
    members, months = members_of(build), spends["month_start_date"].unique().sort()
    assert build.read("core.dim_months")["month_start_date"].sort().equals(months)
    for table, column in (("dim_categories", "category"), ("dim_payment_types", "payment_type")):
        found = build.read(f"core.{table}").sort("sort_order")
        assert found[column].to_list() == members[column]
    about = build.read("marts.about").row(0, named=True)
    assert about["customers_delivered"] == about["customers_accepted"] == customers.height
    assert about["spends_delivered"] == about["spends_accepted"] == spends.height
    assert about["first_month_start_date"] == months[0]
    assert about["last_month_start_date"] == months[-1]
    assert about["month_count"] == len(months)
    customer_months = spends.group_by("customer_id", "month").agg(pl.col("spend").sum()).join(
        customers, on="customer_id"
    )
    above = customer_months.filter(pl.col("spend") > pl.col("avg_income")).height
    quality = {
        (row["measure"], row["table_name"], row["reason"]): (
            row["row_count"], row["row_share_pct"]
        )
        for row in build.read("marts.data_quality").iter_rows(named=True)
    }
    for table, frame in (("customers", customers), ("spends", spends)):
        for measure in ("delivered_rows", "accepted_rows"):
            assert quality.pop((measure, table, "all")) == (frame.height, 100)
    assert quality.pop(("customer_months_above_income", "spends", "all")) == (
        above, published(100 * above / customer_months.height, "row_share_pct")
    )
    assert quality.pop(("grid_rows", "spends", "all")) == (spends.height, 100)
    assert quality.pop(("grid_cells", "spends", "all")) == (spends.height, 100)
    assert quality.pop(("customers_with_spends", "spends", "all")) == (customers.height, 100)
    for table in ("customers", "spends"):
        assert quality.pop(("ignored_columns", table, "all")) == (0, None)
    assert quality.pop(("adoption_and_penetration", "spends", "all")) == (None, None)
    assert set(quality.values()) == {(0, 0)}


def test_known_figures_of_the_real_files(real):
    """The sums that came with the files, and the headline of the brief."""
    portfolio = real.read("marts.portfolio").row(0, named=True)
    assert portfolio["customer_count"] == 4000
    assert portfolio["total_spend_inr"] == 530_897_755
    assert portfolio["avg_monthly_income_inr"] == published(
        206_628_129 / 4000, "avg_monthly_income_inr"
    )
    assert round(portfolio["utilisation_pct"], 2) == 42.82
    assert round(portfolio["mean_customer_utilisation_pct"], 2) == 42.95


def test_the_age_mix_of_the_smallest_segment_is_hidden_where_it_must_be(real):
    """Two customers of 45+ spend 60 % and more: they and three partners are hidden."""
    cells = real.read("marts.segment_demographics").filter(pl.col("is_suppressed"))
    assert set(cells.select("segment", "attribute", "member").rows()) == {
        (segment, "age_group", member)
        for segment in ("High", "Mid") for member in ("21-24", "45+")
    }


def test_about_says_where_the_figures_come_from(pilot, small):
    assert pilot.read("marts.about")["data_origin"].to_list() == ["synthetic"]
    # some of the pilot's customers are the pilot's, wherever their file lies
    assert small.read("marts.about")["data_origin"].to_list() == ["synthetic"]


def test_the_banks_files_are_real(real):
    assert real.read("marts.about")["data_origin"].to_list() == ["real"]
