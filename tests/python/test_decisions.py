"""What the pilot decides: every figure can be looked up, and goes when the data go."""

from __future__ import annotations

from pathlib import Path

import duckdb
import numpy as np
import polars as pl
import pytest
from builds import NO_UNIT_TESTS, Build, published, write_changed_pilot
from recomputed import Z
from statsmodels.stats.power import NormalIndPower
from statsmodels.stats.proportion import proportion_confint

EVIDENCE = ("card_feature_recommendations", "card_proposal_features", "insights")


@pytest.fixture(scope="module")
def changed(tmp_path_factory, target_path) -> Build:
    """The pilot with Mumbai and Chennai exchanged, and freelancers who swap UPI for
    net banking."""
    folder = write_changed_pilot(
        tmp_path_factory.mktemp("changed"),
        customers="replace (case city when 'Mumbai' then 'Chennai' when 'Chennai'"
        " then 'Mumbai' else city end as city)",
        spends="replace (case when occupation <> 'Freelancers' then payment_type"
        " when payment_type = 'UPI' then 'Net Banking'"
        " when payment_type = 'Net Banking' then 'UPI' else payment_type end as payment_type)",
    )
    return Build.run(folder, target_path, folder, *NO_UNIT_TESTS)


@pytest.fixture(scope="module")
def other_people(tmp_path_factory, target_path) -> Build:
    """The pilot with every gender, age and marital status changed."""
    folder = write_changed_pilot(
        tmp_path_factory.mktemp("other_people"),
        customers="replace ("
        "case gender when 'Male' then 'Female' else 'Male' end as gender,"
        " case age_group when '21-24' then '45+' when '25-34' then '21-24'"
        " when '35-45' then '25-34' else '35-45' end as age_group,"
        " case \"marital status\" when 'Single' then 'Married' else 'Single' end"
        " as \"marital status\")",
    )
    return Build.run(folder, target_path, folder, *NO_UNIT_TESTS)


@pytest.mark.parametrize("mart", EVIDENCE)
def test_every_figure_is_found_with_one_query(build, mart):
    """Mart, key and column that a row names give the row's own figure."""
    rows = build.read(f"marts.{mart}").filter(pl.col("evidence_key").is_not_null())
    assert rows.height
    with duckdb.connect(build.warehouse, read_only=True) as connection:
        for row in rows.iter_rows(named=True):
            found = connection.execute(
                f"select {row['evidence_column']} from marts.{row['evidence_mart']}"
                f" where {row['evidence_key']}"
            ).fetchall()
            assert len(found) == 1, row["evidence_key"]
            if row.get("figure") is not None:
                assert float(found[0][0]) == pytest.approx(row["figure"])


def test_recommendations_rest_on_facts_and_on_intervals_beyond_their_threshold(build):
    facts = set(build.read("reference.research_facts")["fact_id"])
    rows = build.read("marts.card_feature_recommendations")
    for row in rows.iter_rows(named=True):
        assert set(row["source_fact_ids"].split(";")) <= facts
        if row["evidence_column"] == "adjusted_card_share_pct":
            assert row["ci_high"] < row["threshold"]
        else:
            assert row["ci_low"] >= row["threshold"]
    assert not set(rows["target_attribute"]) & {"gender", "age_group", "marital_status"}
    assert not set(rows["feature_id"]) & {"F07", "F15"}, "the pilot cannot show these"


def test_headroom_is_the_targets_spend_by_other_means(build):
    """From the star: non-card spend in the category or by the payment type, a month."""
    spends = build.read("core.fct_spends").join(
        build.read("core.dim_customers").select(
            "customer_id", "city", "occupation", "segment",
            pl.lit("All customers").alias("portfolio"),
        ),
        on="customer_id",
    ).filter(pl.col("payment_type") != "Credit Card")
    months = build.read("core.dim_months").height
    for row in build.read("marts.card_feature_recommendations").iter_rows(named=True):
        own = spends.filter(pl.col(row["target_attribute"]) == row["target_member"])
        item = row["category_or_payment_type"]
        if row["headroom_inr_a_month"] is None:
            assert row["evidence_mart"] == "data_quality"
            continue
        if item is not None and item != "Credit Card":
            own = own.filter((pl.col("category") == item) | (pl.col("payment_type") == item))
        assert row["headroom_inr_a_month"] == published(
            float(own["spend_inr"].sum()) / months, "headroom_inr_a_month"
        )


def test_cards_and_prospects_from_the_star(build):
    """Who is proposed which card, in which order, and what the cards hold."""
    customers = build.read("core.dim_customers").with_columns(
        pl.col("total_spend_inr").cast(float)
    )
    months = build.read("core.dim_months").height
    card = (
        pl.when(pl.col("upi_share_pct") > pl.col("credit_card_share_pct")).then(pl.lit("upi"))
        .when(pl.col("segment") == "High").then(pl.lit("signature"))
        .when(pl.col("segment") == "Mid").then(pl.lit("everyday"))
        .otherwise(pl.lit("starter"))
    )
    expected = customers.with_columns(
        card_id=card,
        room=pl.col("total_spend_inr") * (1 - pl.col("credit_card_share_pct") / 100) / months,
        order=pl.col("segment").replace_strict({"High": 1, "Mid": 2, "Low": 3}),
    )
    found = build.read("core.prospects").join(expected, on="customer_id", suffix="_own")
    assert found.height == customers.height
    assert (found["card_id"] == found["card_id_own"]).all()
    assert (found["non_card_spend_inr_a_month"] - found["room"]).abs().max() < 1e-6
    ordered = found.sort("campaign_rank")
    assert ordered["campaign_rank"].to_list() == list(range(1, customers.height + 1))
    assert ordered["order"].is_sorted()
    for part in ordered.partition_by("segment"):
        assert part["room"].round(6).is_sorted(descending=True)
    for row in build.read("marts.card_proposals").iter_rows(named=True):
        own = expected.filter(pl.col("card_id") == row["card_id"])
        assert row["customer_count"] == own.height
        assert row["non_card_spend_inr_a_month"] == published(
            own["room"].sum(), "non_card_spend_inr_a_month"
        )
        assert row["monthly_spend_inr"] == published(
            own["total_spend_inr"].sum() / months, "monthly_spend_inr"
        )


def spends_a_year(build: Build) -> pl.DataFrame:
    """Each customer's card, and spend by other means, by UPI and by card, from the star."""
    months = build.read("core.dim_months").height
    payment = pl.col("payment_type")
    return build.read("core.fct_spends").with_columns(
        pl.col("spend_inr").cast(float) * 12 / months
    ).group_by("customer_id").agg(
        other=pl.col("spend_inr").filter(payment != "Credit Card").sum(),
        upi=pl.col("spend_inr").filter(payment == "UPI").sum(),
        card=pl.col("spend_inr").filter(payment == "Credit Card").sum(),
    ).join(
        build.read("core.prospects").select("customer_id", "card_id"), on="customer_id",
        how="right",
    ).fill_null(0)


def test_card_economics_are_the_stated_arithmetic(build):
    """Every scenario of every card again, customer by customer, from the star and the seeds."""
    people = spends_a_year(build)
    months = build.read("core.dim_months").height
    designs = {row["card_id"]: row for row in build.read("reference.card_designs").to_dicts()}
    supported = build.read("marts.card_proposal_features").filter(
        pl.col("benefit_rate_pct").is_not_null()
    )
    spends = build.read("core.fct_spends").with_columns(
        pl.col("spend_inr").cast(float) / months,
        is_card=pl.col("payment_type") == "Credit Card",
    )
    cases = build.read("reference.launch_assumptions").rows_by_key(
        "assumption", named=True, unique=True
    )
    rows = build.read("marts.card_economics")
    scopes = {card_id: own for (card_id,), own in people.group_by("card_id")}
    assert set(rows["card_id"]) == set(designs) == set(scopes)
    sums = build.read("marts.launch_scenarios")
    assert sums.height == len(designs) * (3 + 2 * len(cases))
    for scenario, moved in {(s, m) for s, m in rows.select("scenario", "moved_assumption").rows()}:
        case = {
            name: values[scenario if moved in ("all", name) else "base"]
            / (100 if name.endswith("_pct") else 1) for name, values in cases.items()
        }
        for card_id, own in scopes.items():
            own = own.sort("customer_id")
            other = own["other"].to_numpy() * case["moved_share_pct"]
            card = own["card"].to_numpy() * case["moved_card_share_pct"]
            earning = other - own["upi"].to_numpy() * case["moved_share_pct"] * (
                1 - case["upi_with_interchange_pct"]
            )
            owed = (other + card) / 12 * case["receivable_months"]
            reward = np.zeros(own.height)
            for feature in supported.filter(pl.col("card_id") == card_id).iter_rows(named=True):
                item = feature["category_or_payment_type"]
                in_item = own.select("customer_id").join(
                    spends.filter(
                        (pl.col("category") == item) | (pl.col("payment_type") == item)
                    ).group_by("customer_id").agg(
                        other=pl.col("spend_inr").filter(~pl.col("is_card")).sum(),
                        card=pl.col("spend_inr").filter(pl.col("is_card")).sum(),
                    ), on="customer_id", how="left",
                ).fill_null(0).sort("customer_id")
                paid = feature["benefit_rate_pct"] / 100 * case["rewarded_share_pct"] * (
                    in_item["other"].to_numpy() * case["moved_share_pct"]
                    + in_item["card"].to_numpy() * case["moved_card_share_pct"]
                )
                reward += 12 * np.minimum(paid, feature["monthly_cap_inr"] or np.inf)
            fee = np.full(own.height, designs[card_id]["annual_fee_inr"])
            bank = (
                (earning + card) * case["interchange_pct"] + fee - reward
                + owed * (case["revolving_share_pct"] * case["interest_pct"]
                          - case["funding_pct"] - case["credit_loss_pct"])
                - case["servicing_inr_a_year"]
            )
            expected = {
                "Contribution in a running year": bank,
                "Contribution in the first year": bank
                - case["acquisition_inr_per_card"] / case["activation_pct"],
                "What the customer gets less what it pays": reward - fee,
            } | ({"Spend that the card carries": other + card, "Rewards": reward}
                 if moved == "all" else {})
            found = rows.filter(
                card_id=card_id, scenario=scenario, moved_assumption=moved
            ).rows_by_key("measure", named=True, unique=True)
            active = case["acceptance_pct"] * case["activation_pct"]
            for line, values in expected.items():
                reach = Z * values.std(ddof=1) / len(values)**0.5
                for column, value in (
                    ("figure", values.mean()), ("ci_low", values.mean() - reach),
                    ("ci_high", values.mean() + reach),
                    ("inr_per_100000_offered", 100_000 * active * values.mean()),
                ):
                    assert found[line][column] == pytest.approx(value, rel=1e-6, abs=0.01), line
            total = sums.row(by_predicate=(pl.col("card_id") == card_id)
                             & (pl.col("scenario") == scenario)
                             & (pl.col("moved_assumption") == moved), named=True)
            assert total["contribution_running_year_inr"] == pytest.approx(
                active * bank.sum(), abs=0.01
            )


def test_card_audiences_are_counted_again(build):
    """Counts rounded to 5, and from them shares, rates and the ratio to the most proposed."""
    people = build.read("core.dim_customers").join(
        build.read("core.prospects").select("customer_id", "card_id"), on="customer_id"
    )
    rows = build.read("marts.card_audiences")
    assert rows.height == 4 * sum(people[a].n_unique() for a in rows["attribute"].unique())
    for (card, attribute), own in rows.group_by("card_id", "attribute"):
        sizes = dict(people.group_by(attribute).len().rows())
        inside = dict(people.filter(card_id=card).group_by(attribute).len().rows())
        total = sum(inside.values())
        rounded = {
            member: min(5 * int(inside.get(member, 0) / 5 + 0.5), total, size)
            for member, size in sizes.items()
        }
        order = dict(own.select("member", "member_sort_order").rows())
        rates = {member: rounded[member] / sizes[member] for member in sizes}
        most = max(sorted(sizes, key=order.__getitem__), key=rates.__getitem__)
        hidden = set(own.filter(is_suppressed=True)["member"])
        for row in own.filter(is_suppressed=False).iter_rows(named=True):
            count, size = rounded[row["member"]], sizes[row["member"]]
            assert not 1 <= inside.get(row["member"], 0) <= 9
            assert count == row["customer_count"]
            assert row["share_pct"] == published(100 * count / total, "share_pct")
            low, high = proportion_confint(count, size, alpha=0.05, method="wilson")
            ratio = None
            if most not in hidden and rounded[most]:
                ratio = count / size / (rounded[most] / sizes[most])
                assert row["most_selected_member"] == most
            for column, value in (
                ("selection_rate_pct", count / size), ("selection_rate_ci_low_pct", low),
                ("selection_rate_ci_high_pct", high), ("selection_ratio_pct", ratio),
            ):
                assert row[column] == (
                    None if value is None else published(100 * value, column)
                ), column
            if row["four_fifths"] in ("below four fifths", "at least four fifths"):
                assert (row["selection_ratio_pct"] < 80) == (
                    row["four_fifths"] == "below four fifths"
                )


def test_where_the_money_is(build):
    people = build.read("core.prospects")
    high = people.filter(segment="High")
    leaders = people.sort("non_card_spend_inr_a_month", "customer_id", descending=[True, False])
    leaders = leaders.head(high.height)
    both = leaders.join(high, on="customer_id", how="semi")
    for row, own in zip(
        build.read("marts.non_card_spend_leaders").sort("sort_order").iter_rows(named=True),
        (high, leaders, both), strict=True,
    ):
        assert row["customer_count"] == own.height
        assert row["non_card_spend_inr_a_month"] == published(
            own["non_card_spend_inr_a_month"].sum(), "non_card_spend_inr_a_month"
        )


def test_verdicts_follow_from_both_sides(build):
    lines = build.read("marts.card_economics").filter(scenario="base", moved_assumption="all")
    for row in build.read("marts.card_proposals").iter_rows(named=True):
        bank, customer = (
            lines.filter(card_id=row["card_id"], measure=line)["figure"].item() for line in (
                "Contribution in a running year", "What the customer gets less what it pays"
            )
        )
        expected = (
            "do not launch" if bank + customer < 0
            else "redesign" if min(bank, customer) < 0 else "test"
        )
        assert row["verdict"] == expected


def test_the_intervals_that_claims_rest_on(build):
    """Mean spend, spend share and non-card share again, with customers as the sample."""
    customers = build.read("core.dim_customers").with_columns(
        pl.col("total_spend_inr").cast(float)
    )
    months = build.read("core.dim_months").height
    for row in build.read("marts.occupations").iter_rows(named=True):
        own = customers.filter(pl.col("occupation") == row["occupation"])
        own = own["total_spend_inr"] / months
        reach = Z * own.std() / len(own) ** 0.5
        assert row["avg_monthly_spend_ci_low_inr"] == published(
            own.mean() - reach, "avg_monthly_spend_ci_low_inr"
        )
        assert row["avg_monthly_spend_ci_high_inr"] == published(
            own.mean() + reach, "avg_monthly_spend_ci_high_inr"
        )
    spends = build.read("core.fct_spends").with_columns(pl.col("spend_inr").cast(float))
    parts = {"spend_share": spends, "non_card_share": spends.filter(
        pl.col("payment_type") != "Credit Card"
    )}
    for row in build.read("marts.categories").iter_rows(named=True):
        for name, part in parts.items():
            by_customer = part.group_by("customer_id").agg(
                x=pl.col("spend_inr").sum(),
                y=pl.col("spend_inr").filter(pl.col("category") == row["category"]).sum(),
            )
            share = by_customer["y"].sum() / by_customer["x"].sum()
            rest = by_customer["y"] - share * by_customer["x"]
            n = by_customer.height
            reach = Z * (n / (n - 1) * (rest**2).sum()) ** 0.5 / by_customer["x"].sum()
            assert row[f"{name}_pct"] == published(100 * share, f"{name}_pct")
            assert row[f"{name}_ci_low_pct"] == published(
                100 * (share - reach), f"{name}_ci_low_pct"
            )
            assert row[f"{name}_ci_high_pct"] == published(
                100 * (share + reach), f"{name}_ci_high_pct"
            )


def test_a_recommendation_goes_with_its_evidence(pilot, changed):
    """Freelancers who swap UPI for net banking are no longer offered credit on UPI."""

    def targets(build: Build, feature: str) -> set[str]:
        rows = build.read("marts.card_feature_recommendations")
        return set(rows.filter(pl.col("feature_id") == feature)["target_member"])

    assert "Freelancers" in targets(pilot, "F02")
    assert "Freelancers" not in targets(changed, "F02")
    assert targets(pilot, "F03") == targets(changed, "F03")


def test_claims_follow_the_data(pilot, changed):
    def insight(build: Build, claim: str) -> dict:
        rows = build.read("marts.insights").filter(pl.col("claim") == claim)
        return rows.row(0, named=True)

    claim = "Mumbai spends most of all cities"
    assert insight(pilot, claim)["verdict"] == "supported"
    now = insight(changed, claim)
    chennai = changed.read("marts.cities").filter(pl.col("city") == "Mumbai")
    assert now["verdict"] == "not supported"
    assert now["figure"] == float(chennai["total_spend_inr"][0])
    assert now["finding"] != insight(pilot, claim)["finding"]
    bills = "Bills is among the three largest categories"
    assert insight(changed, bills) == insight(pilot, bills)


def test_every_claim_of_the_brief_has_a_verdict_of_its_own(build):
    """Ages, categories and cities that the brief names, one by one."""
    insights = build.read("marts.insights")
    assert insights["claim_id"].is_unique().all()
    claims = set(insights.filter(pl.col("stated_by") == "The study so far")["claim"])
    named = [f"Ages {age} prefer {category}" for age in ("21-24", "25-34")
             for category in ("Entertainment", "Apparel", "Travel")]
    named += [f"{city} has its own spending pattern"
              for city in ("Delhi NCR", "Bengaluru", "Chennai", "Hyderabad")]
    named += [f"Card use is higher among {group}" for group in ("males", "the married")]
    assert set(named) <= claims
    assert insights["question"].n_unique() == 5


def test_segment_actions_name_what_is_over_represented(build):
    cells = build.read("marts.segment_demographics").filter(
        pl.col("is_distinctive") & (pl.col("representation_index") > 100)
    )
    is_usable = pl.col("attribute").is_in(["city", "occupation"])
    for row in build.read("marts.segment_actions").iter_rows(named=True):
        own = cells.filter(pl.col("segment") == row["segment"])
        for column, part in (("target_profile", is_usable), ("described_by", ~is_usable)):
            listed = own.filter(part).sort("representation_index", descending=True)
            assert (row[column] or "") == ", ".join(
                f"{cell['member']} ({cell['representation_index']:.0f},"
                f" n = {cell['customer_count']})"
                for cell in listed.iter_rows(named=True)
            )


def test_gender_age_and_marital_status_change_no_prospect(pilot, other_people):
    mine, theirs = (
        build.read("core.prospects").sort("customer_id") for build in (pilot, other_people)
    )
    assert mine.height == theirs.height
    for column in mine.columns:
        assert (mine[column] == theirs[column]).all(), column


def test_groups_are_not_offered_what_their_people_spend(build):
    """With ages, genders and marital statuses held, from the star: cities and occupations."""
    customers = build.read("core.dim_customers").with_columns(
        pl.col("total_spend_inr").cast(float)
    )
    people = ["age_group", "gender", "marital_status"]
    spends = build.read("core.fct_spends").group_by("customer_id", "category").agg(
        pl.col("spend_inr").cast(float).sum()
    ).join(customers, on="customer_id")
    totals = spends.group_by(people).agg(total=pl.col("spend_inr").sum())
    shares = spends.group_by(*people, "category").agg(pl.col("spend_inr").sum()).join(
        totals, on=people
    ).select(*people, "category", share=pl.col("spend_inr") / pl.col("total"))
    expected = spends.join(shares, on=[*people, "category"]).with_columns(
        expected=pl.col("share") * pl.col("spend_inr").sum().over("customer_id")
    )
    cells = build.read("marts.demographic_categories")
    for attribute in ("city", "occupation"):
        for row in cells.filter(pl.col("attribute") == attribute).iter_rows(named=True):
            own = expected.filter(
                (pl.col(attribute) == row["member"]) & (pl.col("category") == row["category"])
            )
            index = own["spend_inr"].sum() / own["expected"].sum()
            assert row["standardised_index"] == published(100 * index, "standardised_index")
            # what each customer moves: its own group, and what is expected of its like
            share = pl.col("spend_inr") - pl.col("expected")
            parts = expected.filter(pl.col("category") == row["category"]).with_columns(
                own=(pl.col(attribute) == row["member"]).cast(float)
            ).with_columns(part=(pl.col("total_spend_inr") * pl.col("own")).sum().over(people)
                           / pl.col("total_spend_inr").sum().over(people))
            moved = parts.select(
                (pl.col("own") * (pl.col("spend_inr") - index * pl.col("expected"))
                 - index * pl.col("part") * share).alias("moved"), "own",
            ).to_numpy()
            n = moved[:, 1].sum()
            squares = moved[:, 0]**2 * np.where(moved[:, 1] > 0, n / (n - 1), 1)
            error = np.sqrt(squares.sum()) / own["expected"].sum()
            assert row["standardised_ci_high"] == published(
                100 * (index + Z * error), "standardised_ci_high"
            )
    for row in build.read("marts.card_feature_recommendations").filter(
        pl.col("evidence_mart") == "demographic_categories"
    ).iter_rows(named=True):
        assert row["standardised_index"] >= 105


def test_experiment_sizes_equal_statsmodels(dbt, pilot, target_path):
    """By the normal power calculation, on outcomes that are simulated customer by customer."""
    compiled = Path(target_path) / "compiled/mitron/analyses/experiment_size.sql"
    if not compiled.exists():
        assert dbt("compile", warehouse=pilot.warehouse).returncode == 0
    with duckdb.connect(pilot.warehouse, read_only=True) as connection:
        answer = connection.execute(compiled.read_text())
        names = [column[0] for column in answer.description]
        rows = [dict(zip(names, values, strict=True)) for values in answer.fetchall()]
    cases = pilot.read("reference.launch_assumptions").rows_by_key(
        "assumption", named=True, unique=True
    )
    people = spends_a_year(pilot)
    assert len(rows) == 3 * people["card_id"].n_unique()
    for row in rows:
        own = people.filter(pl.col("card_id") == row["card_id"])
        case = {name: values[row["scenario"]] / 100 for name, values in cases.items()}
        active = case["acceptance_pct"] * case["activation_pct"]
        carried = (
            own["other"] * case["moved_share_pct"] + own["card"] * case["moved_card_share_pct"]
        ).to_numpy()
        # every customer once active and once not, weighted
        outcome = np.concatenate([carried, np.zeros(len(carried))])
        weights = np.repeat([active, 1 - active], len(carried)) / len(carried)
        mean = outcome @ weights
        spread = np.sqrt((outcome - mean)**2 @ weights)
        needed = NormalIndPower().solve_power(mean / spread, alpha=0.05, power=0.8)
        assert row["half"] == pytest.approx(needed, rel=1e-3, abs=1)
        today = np.tile(own["other"].to_numpy(), 2)
        correlation = np.cov(outcome, today, aweights=weights, ddof=0)
        left = 1 - correlation[0, 1]**2 / (correlation[0, 0] * correlation[1, 1])
        assert row["half_with_todays_spend"] == pytest.approx(needed * left, rel=1e-3, abs=1)
