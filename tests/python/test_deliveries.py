"""Deliveries of other shapes and forms that must work, each checked figure by figure."""

from __future__ import annotations

import csv
import gzip
import random
from pathlib import Path

import duckdb
import polars as pl
import pytest
from builds import NO_UNIT_TESTS, Build, assert_same_marts, assert_same_rows, copy_project
from test_figures import assert_figures_are_right


@pytest.fixture
def delivery(small_delivery, tmp_path) -> Path:
    """A copy of the small delivery, to be changed."""
    folder = tmp_path / "delivery"
    folder.mkdir()
    for path in small_delivery.iterdir():
        (folder / path.name).write_bytes(path.read_bytes())
    return folder


@pytest.fixture
def build_it(tmp_path, target_path):
    def build(folder, **options):
        target = options.pop("target", target_path)
        return Build.run(tmp_path, target, folder, *NO_UNIT_TESTS, **options)

    return build


@pytest.fixture
def stage_it(tmp_path, dbt):
    """Loads and checks a delivery: marts are made of what staging accepts, and of nothing else."""

    def stage(folder) -> Build:
        result = dbt("build", "--select", "+staging", raw_dir=folder)
        assert result.returncode == 0, result.stdout[-4000:]
        return Build(tmp_path / "mitron.duckdb", folder, result.stdout)

    return stage


def assert_same_accepted(found: Build, expected: Build) -> None:
    """Both accept the same customers and spends, to the last paisa, and set nothing aside."""
    for table in ("stg_customers", "stg_spends"):
        name = f"staging.{table}"
        assert_same_rows(found.read(name), expected.read(name), name, is_exact=True)
        aside = f"staging.{table.replace('stg_', 'stg_quarantined_')}"
        assert found.read(aside).is_empty(), aside


def lines_of(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines()


def write_lines(path: Path, lines: list[str]) -> None:
    path.write_text("".join(line + "\n" for line in lines), encoding="utf-8")


def test_the_small_delivery_itself(small):
    assert_figures_are_right(small)


def test_order_of_rows_and_of_columns_and_form_of_the_file_do_not_matter(
    small, delivery, build_it
):
    """Shuffled rows, CRLF, a BOM, quotes, turned columns, another header, blank lines."""
    customers, spends = delivery / "dim_customers.csv", delivery / "fact_spends.csv"
    header, *rows = lines_of(customers)
    random.Random(1).shuffle(rows)
    turned = [",".join(reversed(row.split(","))) for row in [header, *rows]]
    turned[0] = turned[0].replace("marital status", "marital_status")
    customers.write_bytes(("\ufeff" + "\r\n".join(turned) + "\r\n\r\n\r\n").encode())
    header, *rows = lines_of(spends)
    random.Random(2).shuffle(rows)
    with spends.open("w", newline="") as file:
        csv.writer(file, quoting=csv.QUOTE_ALL).writerows(
            row.split(",") for row in [header, *rows]
        )
    assert_same_marts(build_it(delivery), small)


def test_a_spreadsheet_of_everyday_spellings_gives_the_same_marts(small, delivery, build_it):
    """Headers, months, dashes and spaces as people write them, empty rows and columns."""
    header, *rows = lines_of(delivery / "dim_customers.csv")
    rows = [
        row.replace("25-34", "25 \u2013 34").replace(",Male,", ",\u00a0male,").replace(
            ",Single,", ",\tSINGLE\u200b,")
        for row in rows
    ]
    write_lines(delivery / "dim_customers.csv", [
        f",{header.replace('customer_id', 'Customer ID').replace('avg_income', 'AVG_Income')},",
        *(f"{place},{row}," for place, row in enumerate(rows)), "," * 8, "," * 8,
    ])
    header, *rows = lines_of(delivery / "fact_spends.csv")
    written = {"May": "5", "June": "jun", "July": "2023-07-01", "August": " AUGUST ",
               "September": "Sep.", "October": "10"}
    for name, other in written.items():
        rows = [row.replace(f",{name},", f",{other},") for row in rows]
    rows = [row.replace(",Credit Card,", ",credit\u00a0 card,") + "0000" for row in rows]
    rows = [row if "." in row.rsplit(",", 1)[1] else f"{row[:-4]}.0000" for row in rows]
    blank = [",,,,", " ,\u00a0,\t,\u200b,"]
    write_lines(delivery / "fact_spends.csv", [header.upper(), *rows, *blank])
    build = build_it(delivery)
    for table in small.tables():
        if table not in ("marts.about", "marts.data_quality"):
            assert_same_rows(
                build.read(table), small.read(table), table, is_exact=table.startswith("marts.")
            )
    quality = build.read("marts.data_quality")
    assert quality.filter(measure="ignored_rows")["row_count"].to_list() == [2, 2]
    ignored = quality.filter(measure="ignored_columns").sort("table_name")["row_count"]
    assert ignored.to_list() == [2, 0]
    assert build.read("marts.about")["spends_delivered"].to_list() == [43_200]


def test_gzip_and_a_folder_of_parts_with_columns_in_another_order(
    small, delivery, stage_it
):
    customers, spends = delivery / "dim_customers.csv", delivery / "fact_spends.csv"
    (delivery / "dim_customers.csv.gz").write_bytes(gzip.compress(customers.read_bytes()))
    customers.unlink()
    header, *rows = lines_of(spends)
    parts = delivery / "fact_spends"
    parts.mkdir()
    write_lines(parts / "part-1.csv", [header, *rows[::2]])
    write_lines(
        parts / "part-2.csv",
        [",".join(reversed(row.split(","))) for row in [header, *rows[1::2]]],
    )
    (parts / "_SUCCESS").touch()
    spends.unlink()
    assert_same_accepted(stage_it(delivery), small)


def test_parquet_and_parts_of_it_with_other_types(small, delivery, stage_it):
    with duckdb.connect() as connection:
        for name in ("dim_customers", "fact_spends"):
            connection.execute(
                f"copy (select * from read_csv('{delivery}/{name}.csv'))"
                f" to '{delivery}/{name}.parquet'"
            )
            (delivery / f"{name}.csv").unlink()
        parts = delivery / "fact_spends"
        parts.mkdir()
        for part, spend, months in (
            (1, "cast(spend as varchar)", "month <= 'July'"), (2, "spend", "month > 'July'"),
        ):
            connection.execute(
                f"copy (select * replace ({spend} as spend) from"
                f" '{delivery}/fact_spends.parquet' where {months})"
                f" to '{parts}/{part}.parquet'"
            )
        (delivery / "fact_spends.parquet").unlink()
    assert_same_accepted(stage_it(delivery), small)


def test_two_kinds_of_line_ends_in_one_file(small, delivery, stage_it):
    path = delivery / "fact_spends.csv"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n", 1000) + b"\n\r\n")
    assert_same_accepted(stage_it(delivery), small)


def test_a_last_line_without_a_line_end(small, delivery, stage_it):
    path = delivery / "fact_spends.csv"
    path.write_text(path.read_text().rstrip("\n"))
    assert_same_accepted(stage_it(delivery), small)


@pytest.mark.parametrize("month_count", [1, 13])
def test_another_number_of_months(delivery, build_it, month_count):
    """One month, and thirteen over two years by the optional column `year`."""
    path = delivery / "fact_spends.csv"
    header, *rows = lines_of(path)
    may = [row for row in rows if ",May," in row]
    if month_count == 1:
        write_lines(path, [header, *may])
    else:
        names = (
            "May June July August September October November December January February "
            "March April May"
        ).split()
        write_lines(path, [f"{header},year"] + [
            f"{row.replace(',May,', f',{name},')},{2023 + (position > 7)}"
            for position, name in enumerate(names) for row in may
        ])
    build = build_it(delivery)
    assert build.read("marts.about")["month_count"].to_list() == [month_count]
    assert_figures_are_right(build)


def test_one_city_only_and_customers_without_spends(delivery, build_it):
    """Members without customers keep their rows; zero spend counts and is Low."""
    path = delivery / "dim_customers.csv"
    header, *rows = lines_of(path)
    cities = ["Bengaluru", "Chennai", "Delhi NCR", "Hyderabad"]
    for city in cities:
        rows = [row.replace(f",{city},", ",Mumbai,") for row in rows]
    silent = "ATQCUS9999,25-34,Mumbai,Freelancers,Male,Single,30000"
    write_lines(path, [header, *rows, silent])
    build = build_it(delivery)
    assert_figures_are_right(build)
    empty = build.read("marts.cities").filter(pl.col("city").is_in(cities))
    assert empty["customer_count"].to_list() == [0] * 4
    assert empty["utilisation_pct"].to_list() == [None] * 4
    silent = build.read("core.dim_customers").filter(pl.col("customer_id") == "ATQCUS9999")
    assert silent.select("utilisation_pct", "segment").row(0) == (0, "Low")
    quality = build.read("marts.data_quality")
    without = quality.filter(pl.col("measure") == "customers_without_spends")
    assert without["row_count"].to_list() == [1]


def test_a_sixth_city_is_one_line_in_the_reference_seed(delivery, build_it, tmp_path):
    project = copy_project(tmp_path)
    with (project / "seeds/reference/accepted_members.csv").open("a") as file:
        file.write("city,Pune,Pune,6\n")
    path = delivery / "dim_customers.csv"
    path.write_text(path.read_text().replace(",Chennai,", ", pune ,", 20))
    (delivery / "clean").mkdir()
    build = build_it(delivery, project=project, target=project / "target")
    path.write_text(path.read_text().replace(", pune ,", ",Pune,"))
    assert_figures_are_right(build)
    pune = build.read("marts.cities").filter(pl.col("city") == "Pune")
    assert pune["customer_count"].to_list() == [20]


def test_small_groups_are_hidden_and_no_total_gives_them_away(delivery, build_it):
    """Nine customers of one city: the city is hidden, and the smallest other with it."""
    path = delivery / "dim_customers.csv"
    header, *rows = lines_of(path)
    rows = [row.replace(",Hyderabad,", ",Mumbai,") for row in rows]
    changed = 0
    for position, row in enumerate(rows):
        if ",Mumbai," in row and changed < 9:
            rows[position] = row.replace(",Mumbai,", ",Hyderabad,")
            changed += 1
    write_lines(path, [header, *rows])
    build = build_it(delivery)
    assert_figures_are_right(build)
    hidden = build.read("marts.cities").filter(pl.col("is_suppressed"))
    assert hidden.height == 2 and "Hyderabad" in hidden["city"].to_list()
    assert hidden.drop("city", "sort_order", "reliability", "is_suppressed").null_count(
    ).row(0) == (2,) * (hidden.width - 4)


def test_rows_that_cannot_be_trusted_are_quarantined_with_their_reasons(
    delivery, tmp_path, dbt
):
    customers, spends = delivery / "dim_customers.csv", delivery / "fact_spends.csv"
    some = lines_of(customers)[1].split(",")[0]
    first = lines_of(spends)[1]
    with customers.open("a") as file:
        file.write(",25-34,Mumbai,Freelancers,Male,Single,30000\n")
        file.write("CUS1,25-34,Pune,Freelancers,Male,Single,30000\n")
        file.write("ATQCUS7001,25-34,Mumbai,Freelancers,Male,Single,-1\n")
        file.write(lines_of(customers)[1] + "\n")
    with spends.open("a") as file:
        file.write("ATQCUS7001,May,Bills,UPI,10\n")
        file.write(f"{some},Smarch,Rent,Cash,many\n")
        file.write(first + "\n")
    quiet = ("--vars", "{max_quarantined_pct: 5}")
    result = dbt("build", *quiet, raw_dir=delivery)
    assert result.returncode == 0, result.stdout
    build = Build(tmp_path / "mitron.duckdb", delivery, result.stdout)
    assert sorted(build.read("staging.stg_quarantined_customers")["quarantine_reasons"]) == [
        "customer_id_malformed; city_unknown", "customer_id_missing", "income_not_positive",
        "row_repeated",
    ]
    assert sorted(build.read("staging.stg_quarantined_spends")["quarantine_reasons"]) == [
        "customer_unknown",
        "month_unknown; category_unknown; payment_type_unknown; spend_unreadable",
        "row_repeated",
    ]
    quality = build.read("marts.data_quality").filter(pl.col("table_name") == "customers")
    counts = dict(quality.filter(pl.col("measure") == "quarantined_rows")
                  .select("reason", "row_count").iter_rows())
    assert counts["all"] == 4 and counts["city_unknown"] == 1 and counts["row_repeated"] == 1
    assert "ATQCUS" not in result.stdout
