"""The shipped pilot: reproducible to the byte, and telling the same story as the real files.

`published_figures.csv` holds aggregates of the real files, no customer's data.
"""

from __future__ import annotations

from pathlib import Path

import polars as pl
from builds import PROJECT

PUBLISHED = Path(__file__).with_name("published_figures.csv")
GROUPS = {
    "portfolio": "portfolio", "city": "cities", "age_group": "age_groups",
    "occupation": "occupations", "gender": "genders",
    "marital_status": "marital_statuses",
}


def figures_of(build) -> pl.DataFrame:
    """The figures that the pilot is calibrated to, as a build shows them."""
    rows = []
    for attribute, table in GROUPS.items():
        for row in build.read(f"marts.{table}").iter_rows(named=True):
            member = row[attribute]
            rows.append(("utilisation_pct", attribute, member, row["utilisation_pct"]))
            if attribute == "age_group":
                rows.append(("card_share_pct", attribute, member, row["credit_card_share_pct"]))
            if attribute == "city":
                rows.append(("spend_inr", attribute, member, row["total_spend_inr"]))
    for table, column in (
        ("categories", "category"), ("payment_types", "payment_type"), ("months", "month"),
    ):
        rows += [
            ("spend_inr", column, row[column], row["total_spend_inr"])
            for row in build.read(f"marts.{table}").iter_rows(named=True)
        ]
    frame = pl.DataFrame(
        [(f, a, m, float(v)) for f, a, m, v in rows],
        schema=["figure", "attribute", "member", "value"], orient="row",
    )
    return frame.sort("figure", "attribute", "member")


def leading_categories(build) -> dict[tuple[str, str], list[str]]:
    """The two categories of highest affinity for each age group and gender."""
    cells = build.read("marts.demographic_categories").filter(
        pl.col("attribute").is_in(["age_group", "gender"])
    ).sort("affinity_index", descending=True)
    return {
        key: group["category"].to_list()[:2]
        for key, group in cells.group_by("attribute", "member", maintain_order=True)
    }


def test_the_published_figures_are_those_of_the_real_files(real):
    found, published = figures_of(real), pl.read_csv(PUBLISHED)
    assert found.drop("value").equals(published.drop("value"))
    assert ((found["value"] - published["value"]).abs() < 0.006).all()


def test_the_pilot_tells_the_story_of_the_published_figures(pilot):
    joined = figures_of(pilot).join(
        pl.read_csv(PUBLISHED), on=["figure", "attribute", "member"],
        how="full", suffix="_published",
    )
    assert joined.null_count().sum_horizontal().item() == 0
    difference = (pl.col("value") - pl.col("value_published")).abs()
    is_spend, is_portfolio = pl.col("figure") == "spend_inr", pl.col("attribute") == "portfolio"
    limit = pl.when(is_spend).then(0.03 * pl.col("value_published")).when(
        is_portfolio
    ).then(1.0).otherwise(2.0)
    off = joined.filter(difference > limit)
    assert off.is_empty(), off


def test_the_same_categories_lead_in_the_pilot_and_in_the_real_files(pilot, real):
    assert leading_categories(pilot) == leading_categories(real)


def test_marital_status_does_not_matter_once_age_is_held(pilot):
    """Among men of one age group, married and single differ by less than two points."""
    people = pilot.read("core.dim_customers").filter(pl.col("gender") == "Male")
    means = people.filter(pl.col("age_group") != "45+").group_by(
        "age_group", "marital_status"
    ).agg(pl.col("utilisation_pct").mean()).pivot(
        on="marital_status", index="age_group", values="utilisation_pct"
    )
    assert (means["Married"] - means["Single"]).abs().max() < 2


def test_singles_of_35_and_more_are_all_men(pilot):
    older = pilot.read("core.dim_customers").filter(
        pl.col("age_group").is_in(["35-45", "45+"]), pl.col("marital_status") == "Single"
    )
    assert older.height == 86 and older["gender"].unique().to_list() == ["Male"]


def test_no_id_of_the_pilot_is_one_of_the_real_files(pilot):
    numbers = pilot.read("core.dim_customers")["customer_id"].str.slice(6).cast(pl.Int32)
    assert numbers.min() == 5001 and numbers.max() == 9000


def test_the_generator_writes_the_shipped_bytes_again(dbt, tmp_path):
    folder = tmp_path / "again"
    folder.mkdir()
    result = dbt("run-operation", "generate_pilot_data", "--args", f"{{folder: {folder}}}")
    assert result.returncode == 0, result.stdout
    for made, shipped in (
        ("dim_customers", "raw_customers"), ("fact_spends", "raw_spends"),
    ):
        expected = (PROJECT / "seeds" / "raw" / f"{shipped}.csv").read_bytes()
        assert (folder / f"{made}.csv").read_bytes() == expected


def test_the_generator_takes_a_number_of_customers(dbt, tmp_path):
    folder = tmp_path / "larger"
    folder.mkdir()
    arguments = f"{{customers: 5500, folder: {folder}}}"
    assert dbt("run-operation", "generate_pilot_data", "--args", arguments).returncode == 0
    customers = pl.read_csv(folder / "dim_customers.csv")
    spends = pl.read_csv(folder / "fact_spends.csv")
    assert customers.height == customers["customer_id"].n_unique() == 5500
    assert customers["customer_id"].str.slice(6).cast(pl.Int32).min() == 5001
    assert spends.height == 5500 * 216

