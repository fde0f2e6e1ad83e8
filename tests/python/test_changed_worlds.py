"""What the study says of other worlds: verdicts follow, and no sentence is absurd."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from pathlib import Path

import duckdb
import polars as pl
import pytest
from builds import NO_UNIT_TESTS, PROJECT, Build

from report import titles
from report.html import write_report
from report.marts import Marts

pytestmark = pytest.mark.slow

# the build's tests are about the build; these are about what it says
MODELS_ONLY = (*NO_UNIT_TESTS, "--exclude-resource-type", "test")
SPARSE = ("--vars", "{min_customers_with_spends_pct: 50, min_grid_pct: 50}")
# by world: customers, spends (both as select * ... from the pilot's rows) and options
WORLDS = {
    "two cities swapped, nobody freelances": (
        "replace (case city when 'Mumbai' then 'Chennai' when 'Chennai' then 'Mumbai'"
        " else city end as city) from customers where occupation <> 'Freelancers'",
        "from spends semi join people using (customer_id)", (),
    ),
    "the married spend more, and one combination": (
        "from customers",
        "replace (cast(round(spend"
        " * case \"marital status\" when 'Married' then 1.25 else 1 end"
        " * case when city = 'Chennai' and occupation = 'Government Employees' then 1.4"
        " else 1 end) as bigint) as spend) from spends join people using (customer_id)", (),
    ),
    "one huge spender": (
        "from customers",
        "replace (case when customer_id = 'ATQCUS5001' then 2000 * spend else spend end as spend)"
        " from spends", (),
    ),
    "nobody holds a card, many are silent": (
        "from customers",
        "replace (case payment_type when 'Credit Card' then 0 else spend end as spend) from spends"
        " where md5(customer_id) < '9a'", SPARSE,
    ),
    "incomes times three": (
        "replace (3 * cast(avg_income as bigint) as avg_income) from customers", "from spends", (),
    ),
    "thirteen months": (
        "from customers where right(customer_id, 1) in ('0', '5')",
        "replace (strftime(date '2023-05-01' + to_months(number), '%B') as month),"
        " 2023 + (number + 4) // 12 as year"
        " from (from spends where month = 'May') semi join people using (customer_id)"
        " cross join (select cast(unnest(range(13)) as int) as number)", (),
    ),
    "sixty customers": (
        "from customers order by md5(customer_id) limit 60",
        "from spends semi join people using (customer_id)", (),
    ),
    "men only, everybody spends most of it": (
        "from customers where gender = 'Male'",
        "replace (cast(round(spend * 0.9 * 6 * cast(avg_income as double) / total) as bigint)"
        " as spend) from spends join people using (customer_id) join (select customer_id,"
        " sum(spend) as total from spends group by all) using (customer_id)", (),
    ),
    "ten times the customers, one month": (
        "exclude (number)"
        " replace ('ATQCUS' || (100000 + 10 * right(customer_id, 4)::int + number) as customer_id)"
        " from customers cross join (select unnest(range(10)) as number)",
        "replace ('ATQCUS' || (100000 + 10 * right(customer_id, 4)::int + number) as customer_id)"
        " from (select customer_id, 'May' as month, category, payment_type,"
        " cast(round(sum(spend) / 6) as bigint) as spend from spends group by all)"
        " cross join (select unnest(range(10)) as number)",
        (),
    ),
}
SPEND_COLUMNS = ("customer_id", "month", "category", "payment_type", "spend")


@pytest.fixture(scope="module")
def world(tmp_path_factory, target_path) -> Callable[[str], Build]:
    """A world, built when it is first asked for."""
    built: dict[str, Build] = {}

    def build(name: str) -> Build:
        if name not in built:
            folder = write_world(tmp_path_factory.mktemp("world"), *WORLDS[name][:2])
            built[name] = Build.run(
                folder, target_path, folder, *MODELS_ONLY, *WORLDS[name][2]
            )
        return built[name]

    return build


def write_world(folder: Path, customers: str, spends: str) -> Path:
    seeds = PROJECT / "seeds" / "raw"
    with duckdb.connect() as connection:
        for table, kind in (("customers", "all_varchar = true"), ("spends", "")):
            connection.execute(
                f"create view {table} as from read_csv('{seeds}/raw_{table}.csv'"
                f"{', ' + kind if kind else ''})"
            )
        connection.execute(f"create table people as select * {customers}")
        connection.execute(f"copy people to '{folder}/dim_customers.csv' (header)")
        columns = ", ".join([*SPEND_COLUMNS, *(["year"] if "as year" in spends else [])])
        connection.execute(
            f"copy (select {columns} from (select * {spends}))"
            f" to '{folder}/fact_spends.csv' (header)"
        )
    return folder


def verdicts(build: Build) -> dict[str, str]:
    return dict(build.read("marts.insights").select("claim_id", "verdict").rows())


ABSURD = re.compile(
    r"None|null|nan\b|inf\b|\(\)|  |\bINR\b|₹ | ,|, ;|\.\.|: \.|city: |occupation: |"
    r"\b1 (customers|months|recommendations)|number 1 of 1\b|of 1 |(?<![\d,])\d{4,}(?!\d)(?! of)",
    re.IGNORECASE,
)
TEXTS = {
    "insights": ["finding"], "card_proposals": ["features", "fee_logic", "verdict_reason"],
    "segment_actions": ["recommended_action", "target_profile", "described_by"],
    "data_quality": ["explanation"], "changes": ["finding"],
}


@pytest.mark.parametrize("name", WORLDS)
def test_no_sentence_is_absurd(world, name):
    build = world(name)
    read = 0
    for mart, columns in TEXTS.items():
        for column in columns:
            for text in build.read(f"marts.{mart}")[column].drop_nulls():
                read += 1
                # a fact's wording is its source's
                found = ABSURD.search(text.replace("max_quarantined_pct", ""))
                assert found is None, f"{mart}.{column}: {found} in {text}"
    assert read > 90


class Unpublished(Marts):
    """Marts for the report, from a build without tests, which publishes nothing."""

    def __init__(self, build: Build):
        self.build = build
        self.about = build.read("marts.about").row(0, named=True) | {"tests_passed": 0}

    def rows(self, mart: str, order_by: str) -> list[dict]:
        with duckdb.connect(self.build.warehouse, read_only=True) as connection:
            found = connection.execute(f"select * from marts.{mart} order by {order_by}")
            names = [column[0] for column in found.description]
            return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


@pytest.mark.parametrize("name", WORLDS)
def test_the_report_tells_every_world_in_short_titles(world, name, tmp_path):
    marts = Unpublished(world(name))
    text = write_report(marts, tmp_path).read_text(encoding="utf-8")
    told = re.findall(r"<h[123][^>]*>([^<]+)</h", text)
    assert len(told) > 25
    for title in map(html.unescape, told):
        assert len(title) <= titles.LONGEST, title
        assert ABSURD.search(re.sub(r" 20\d\d\b", "", title)) is None, title


@pytest.mark.parametrize("name", WORLDS)
def test_a_verdict_without_a_figure_is_not_measurable(world, name):
    insights = world(name).read("marts.insights")
    assert ((insights["verdict"] == "not measurable") == insights["figure"].is_null()).all()
    assert set(insights["verdict"]) <= {
        "supported", "not supported", "partly", "cannot be told", "not measurable"
    }


def test_swapped_cities_swap_their_verdicts(world):
    build = world("two cities swapped, nobody freelances")
    found = verdicts(build)
    # Mumbai has what Chennai had, which spends least
    assert {found[c] for c in ("C05", "C06", "C30", "C55")} == {"not supported"}
    high = build.read("marts.segment_demographics").filter(segment="High", member="Chennai")
    assert high["is_distinctive"].item() and high["representation_index"].item() > 200
    leader = build.read("marts.key_segments").filter(usable_tier=1)["key_segment"].to_list()
    assert leader == ["city: Chennai · occupation: Salaried IT Employees"]
    free = build.read("marts.occupations").filter(occupation="Freelancers")
    assert free["customer_count"].item() == 0
    assert not build.read("marts.card_feature_recommendations")["target_member"].is_in(
        ["Freelancers"]
    ).any()


def test_what_is_planted_is_found(world, pilot):
    build = world("the married spend more, and one combination")
    before, after = verdicts(pilot), verdicts(build)
    assert (before["C52"], after["C52"]) == ("not supported", "supported")
    assert (before["C63"], after["C63"]) == ("not supported", "supported")
    segments = build.read("marts.key_segments")
    planted = segments.filter(
        key_segment="city: Chennai · occupation: Government Employees"
    ).row(0, named=True)
    assert planted["differs_from_expected"]
    assert planted["utilisation_pct"] > planted["expected_utilisation_pct"] + 5
    assert not pilot.read("marts.key_segments")["differs_from_expected"].any()


def test_one_customer_does_not_pass_for_a_group(world):
    build = world("one huge spender")
    moved = build.read("marts.data_quality").filter(measure="groups_that_one_customer_moves")
    assert moved["row_count"].item() >= 5
    [points] = re.findall(r"at most (\d+\.\d)", moved["explanation"].item())
    assert float(points) > 5
    assert build.read("marts.portfolio")["reliability"].item() == "use with care"
    assert verdicts(build)["C54"] in ("cannot be told", "not supported")


def test_nothing_is_told_of_cards_that_nobody_holds(world):
    build = world("nobody holds a card, many are silent")
    found = verdicts(build)
    assert {found[c] for c in ("C20", "C21", "C48")} <= {
        "not measurable", "not supported", "cannot be told"
    }
    silent = build.read("marts.data_quality").filter(measure="customers_without_spends")
    assert silent["row_count"].item() > 1000
    economics = build.read("marts.card_economics").filter(
        measure="Spend moved from other credit cards"
    )
    assert set(economics["figure"]) == {0.0}


def test_nobody_is_high_where_incomes_are(world):
    build = world("incomes times three")
    found = verdicts(build)
    assert found["C54"] == "not supported"
    assert {found[c] for c in ("C28", "C30", "C39", "C43")} == {"not measurable"}
    # what does not depend on income stays
    assert found["C01"] == found["C14"] == "supported"
    assert build.read("marts.segments").filter(segment="High")["customer_count"].item() == 0


def test_months_are_counted(world, pilot):
    build = world("thirteen months")
    assert build.read("marts.about")["month_count"].item() == 13
    both = (b.read("marts.portfolio")["utilisation_pct"].item() for b in (build, pilot))
    here, there = both
    assert here == pytest.approx(there, rel=0.5)
    assert build.read("marts.key_segments").height > 20


def test_sixty_customers_tell_little(world):
    build = world("sixty customers")
    told = build.read("marts.insights").filter(pl.col("evidence_mart").is_in(
        ["demographic_categories", "segment_demographics", "utilisation_effects"]
    ))
    assert set(told["verdict"]) & {"cannot be told", "not measurable"}
    assert (told["verdict"] == "supported").mean() < 0.4
    for mart in ("cities", "segments", "segment_demographics", "card_audiences"):
        shown = build.read(f"marts.{mart}")["customer_count"].drop_nulls().cast(pl.Int64)
        assert not shown.is_between(1, 9).any(), mart


def test_men_are_not_compared_with_nobody(world):
    build = world("men only, everybody spends most of it")
    found = verdicts(build)
    assert found["C20"] == "not measurable"
    assert found["C62"] in ("not measurable", "not supported")
    assert build.read("marts.segments").filter(segment="High")["customer_share_pct"].item() == 100
    assert {found[c] for c in ("C27", "C28", "C29", "C30", "C58")} <= {
        "not measurable", "not supported", "cannot be told"
    }


def test_more_customers_tell_the_same_and_more(world, pilot):
    """Ten times the customers in an average month: what was told stays, and less cannot be."""
    before, after = verdicts(pilot), verdicts(world("ten times the customers, one month"))
    decided = {claim for claim, verdict in before.items() if verdict != "cannot be told"}
    assert {c: after[c] for c in decided} == {c: before[c] for c in decided}
    untold = [list(found.values()).count("cannot be told") for found in (before, after)]
    assert untold[1] < untold[0]
