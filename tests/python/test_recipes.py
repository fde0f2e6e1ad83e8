"""CONTRIBUTING.md, followed to the letter in a copy of the project."""

from __future__ import annotations

import json
import re
from pathlib import Path

import duckdb
import pytest
from builds import PROJECT, Build, copy_project, run_dbt

PAGE = (PROJECT / "CONTRIBUTING.md").read_text()


def found(pattern: str, text: str) -> re.Match[str]:
    match = re.search(pattern, text)
    assert match, pattern
    return match


def section(title: str) -> str:
    return found(rf"(?ms)^## {title}\n(.*?)(?=^## )", PAGE)[1]


def snippet(title: str, language: str) -> str:
    """The first block of code of a section, its indent taken away."""
    indent, code = found(rf"(?ms)^( *)```{language}\n(.*?)^ *```", section(title)).groups()
    return re.sub(rf"(?m)^{indent}", "", code)


def seed_line(title: str) -> str:
    """The line that a section adds to accepted_members.csv."""
    return found(r"(\w+,[\w ]+,[\w ]+,\d+)", section(title))[1]


def add_to_seed(project: Path, line: str) -> None:
    with (project / "seeds" / "reference" / "accepted_members.csv").open("a") as seed:
        seed.write(line + "\n")


@pytest.fixture(scope="module")
def delivery(small_delivery, tmp_path_factory) -> Path:
    """The small delivery with some of a sixth city, and a new category and payment type in
    every month of every customer."""
    folder = tmp_path_factory.mktemp("new_members")
    with duckdb.connect() as connection:
        connection.execute(
            f"copy (select * replace (case when right(customer_id, 2) = '20' then 'Pune'"
            f" else city end as city) from read_csv('{small_delivery}/dim_customers.csv',"
            f" all_varchar = true)) to '{folder}/dim_customers.csv' (header)"
        )
        connection.execute(f"""
            copy (
                with spends as (
                    from read_csv('{small_delivery}/fact_spends.csv', all_varchar = true)
                ),
                wider as (
                    from spends
                    union all by name
                    select * replace ('Education' as category) from spends
                    where category = 'Bills'
                )
                from wider
                union all by name
                select * replace ('Wallet' as payment_type) from wider
                where payment_type = 'UPI'
            ) to '{folder}/fact_spends.csv' (header)
        """)
    return folder


@pytest.fixture(scope="module")
def project(tmp_path_factory) -> Path:
    """A copy with one more model, mart, city, category and payment type."""
    project = copy_project(tmp_path_factory.mktemp("recipes"))
    (project / "models/intermediate/groups/int_my_model.sql").write_text(
        "-- Grain: one row per city and month.\n"
        "select distinct customers.city, spends.month_start_date\n"
        "from {{ ref('stg_customers') }} as customers\n"
        "inner join {{ ref('stg_spends') }} as spends\n"
        "    on customers.customer_id = spends.customer_id\n"
    )
    (project / "models/intermediate/groups/_my__models.yml").write_text(
        "models:\n" + re.sub("(?m)^", "  ", snippet("Add a model", "yaml")).rstrip() + "\n"
    )
    # directly under marts: the recipe names no folder
    (project / "models/marts/my_mart.sql").write_text(
        "-- Grain: one row per city.\n"
        "select member as city, {{ rounded(['spend_share_pct']) }}\n"
        "from {{ ref('int_published_profiles') }}\n"
        "where attribute = 'city'\n"
    )
    (project / "models/marts/_my__models.yml").write_text(
        "models:\n" + re.sub(
            "(?m)^", "  ", snippet("Add a mart", "yaml").replace("share_pct", "spend_share_pct")
        ).rstrip() + "\n"
    )
    for title in ("Add a city", "Add a category", "Add a payment type"):
        add_to_seed(project, seed_line(title))
    return project


def test_add_a_model_and_build_what_it_needs(project, delivery, tmp_path):
    """In a fresh warehouse, as the recipe says."""
    result = run_dbt(
        "build", "-s", "+int_my_model", raw_dir=delivery, warehouse=tmp_path / "mitron.duckdb",
        target=project / "target", project=project,
    )
    assert result.returncode == 0, result.stdout
    assert "int_my_model_grain" in result.stdout
    assert not (tmp_path / "published").exists()


@pytest.fixture(scope="module")
def extended(project, delivery, tmp_path_factory) -> Build:
    return Build.run(
        tmp_path_factory.mktemp("extended"), project / "target", delivery, project=project
    )


def test_a_new_mart_is_published(extended):
    manifest = json.loads((extended.warehouse.parent / "published/manifest.json").read_text())
    assert "my_mart" in {table["name"] for table in manifest["tables"]}


def test_a_new_city_category_and_payment_type_are_in_every_table_of_theirs(extended):
    for table, column, member in (
        ("cities", "city", "Pune"),
        ("segment_cities", "city", "Pune"),
        ("categories", "category", "Education"),
        ("segment_categories", "category", "Education"),
        ("demographic_categories", "category", "Education"),
        ("month_categories", "category", "Education"),
        ("payment_types", "payment_type", "Wallet"),
        ("demographic_payment_types", "payment_type", "Wallet"),
        ("category_payment_types", "payment_type", "Wallet"),
    ):
        assert member in set(extended.read(f"marts.{table}")[column]), table


def test_the_spend_of_a_new_payment_type_counts(extended):
    """The four columns of shares then leave room for it."""
    portfolio = extended.read("marts.portfolio").row(0, named=True)
    types = extended.read("marts.payment_types")
    assert sum(types["total_spend_inr"]) == portfolio["total_spend_inr"]
    named = sum(
        portfolio[f"{name}_share_pct"]
        for name in ("credit_card", "upi", "debit_card", "net_banking")
    )
    (wallet,) = types.filter(payment_type="Wallet")["spend_share_pct"]
    assert wallet > 1 and named + wallet == pytest.approx(100, abs=0.001)
