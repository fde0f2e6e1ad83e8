"""The key segments, computed a second time from the star, on the pilot, the real files
and a pilot made uneven."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations, product

import numpy as np
import polars as pl
import pytest
import statsmodels.api as sm
from builds import NO_UNIT_TESTS, Build, assert_same_rows, write_changed_pilot
from recomputed import DEMOGRAPHICS, PAYMENTS, Z, holm, interval, ratio, reliability
from scipy.stats import norm

PERSONAL = {"age_group", "gender", "marital_status"}
MIN_CUSTOMERS, TIERS = 30, 8


def expected_spends(people: pl.DataFrame) -> np.ndarray:
    """Each customer's expected spend, by the five attributes alone."""
    y, x = people["y"].to_numpy(), people["x"].to_numpy()
    dummies = [
        (people[a] == m).to_numpy().astype(float)
        for a in DEMOGRAPHICS for m in sorted(people[a].unique())[1:]
    ]
    design = np.column_stack([np.ones(len(y)), *dummies])
    spenders = y > 0
    fit = sm.OLS(np.log(100 * y[spenders] / x[spenders]), design[spenders]).fit()
    spend = x * np.exp(design @ fit.params)
    return spend * y.sum() / spend.sum()


def key_of(parts: dict[str, str]) -> str:
    return " · ".join(f"{attribute}: {member}" for attribute, member in parts.items())


def segments_of(people: pl.DataFrame, attributes: tuple[str, ...]) -> list[dict]:
    """The combinations of members that hold a customer; estimates in per cent."""
    segments = []
    for members, group in people.partition_by(attributes, as_dict=True).items():
        parts = dict(zip(attributes, members, strict=True))
        sums = group.drop("customer_id", *DEMOGRAPHICS).sum().row(0, named=True)
        use, error = ratio(group["y"].to_numpy(), group["x"].to_numpy())
        assert use is not None
        expected = 100 * sums["expected"] / sums["x"]
        residuals = (group["y"] - group["expected"]).to_numpy()
        _, residual_error = ratio(residuals, group["x"].to_numpy())
        segments.append({
            "key": key_of(parts), "parts": parts, "count": group.height, "sums": sums,
            "is_personal": not PERSONAL.isdisjoint(attributes),
            "crude": 100 * use, "crude_error": None if error is None else 100 * error,
            "residual_error": None if residual_error is None else 100 * residual_error,
            "expected": expected,
        })
    return segments


def differs(high: dict, low: dict, listed: list[dict], values, errors="crude_error") -> bool:
    """Whether the one lies above the other, allowing for a list's many comparisons."""
    error = np.hypot(high[errors], low[errors])
    p = 2 * norm.cdf((values[low["key"]] - values[high["key"]]) / error)
    return (len(listed) - 1) * p < 0.05


def tiers(listed: list[dict]) -> dict[str, int]:
    """Each tier: the highest of what is left, and what does not differ from it."""
    values = {s["key"]: s["crude"] for s in listed}
    rest = sorted(listed, key=lambda s: (-s["crude"], s["key"]))
    found: dict[str, int] = {}
    for tier in range(1, TIERS + 1):
        found |= {
            s["key"]: tier for s in rest
            if tier == TIERS or not differs(rest[0], s, listed, values)
        }
        rest = [s for s in rest if s["key"] not in found]
    return found


@dataclass
class Recomputed:
    """The mart, and the segments that it should show."""

    mart: pl.DataFrame
    everybody: dict[str, float]
    months: list[str]
    categories: list[str]
    counts: dict[str, int]  # of every combination of up to three members, met or not
    large: list[dict]  # with enough customers, of one attribute and withheld ones too
    published: list[dict]
    usable: list[dict]

    def check(self, columns_of) -> None:
        """The mart's columns against what a function gives for each segment."""
        expected = pl.DataFrame(
            [{"key_segment": s["key"]} | columns_of(s) for s in self.published],
            infer_schema_length=None,
        )
        assert_same_rows(self.mart.select(expected.columns), expected, "marts.key_segments")


@pytest.fixture(scope="module")
def uneven(tmp_path_factory, target_path) -> Build:
    """The pilot with what it lacks: combinations that matter, months that differ, customers
    without spend and a pair of members that hardly anybody has."""
    lot = "(md5_number_lower({}) / 18446744073709551616.0)"
    folder = write_changed_pilot(
        tmp_path_factory.mktemp("uneven"),
        customers="replace (case when city = 'Chennai' and occupation = 'Freelancers'"
        " and right(customer_id, 2) not in ('00', '50') then 'Business Owners'"
        " else occupation end as occupation)",
        spends="replace (case when right(customer_id, 2) = '99' then 0 else round("
        f"cast(spend as double) * (0.6 + 0.8 * {lot.format('concat(city, occupation)')})"
        f" * (0.5 + {lot.format('concat(occupation, month)')}))::bigint end as spend)",
    )
    return Build.run(folder, target_path, folder, *NO_UNIT_TESTS)


@pytest.fixture(scope="module", params=["pilot", "real", "uneven"])
def recomputed(request) -> Recomputed:
    build = request.getfixturevalue(request.param)
    spends = build.read("core.fct_spends").with_columns(
        pl.col("spend_inr").cast(pl.Float64), pl.col("month_start_date").cast(pl.String)
    )
    months = spends["month_start_date"].unique().to_list()
    categories = spends["category"].unique().to_list()
    people = build.read("core.dim_customers")
    people = people.select("customer_id", *DEMOGRAPHICS, x="avg_monthly_income_inr")
    for by in ("month_start_date", "category", "payment_type"):
        totals = spends.pivot(
            by, index="customer_id", values="spend_inr", aggregate_function="sum"
        )
        people = people.join(totals, on="customer_id", how="left")
    people = people.fill_null(0.0).with_columns(total=pl.sum_horizontal(months))
    people = people.with_columns(y=pl.col("total") / len(months))
    people = people.with_columns(expected=expected_spends(people))
    segments = []
    for attributes in (c for size in (1, 2, 3) for c in combinations(DEMOGRAPHICS, size)):
        segments += segments_of(people, attributes)
    large = [s for s in segments if s["count"] >= MIN_CUSTOMERS]
    mart = build.read("intermediate.int_key_segment_profiles").with_columns(
        pl.col(pl.Decimal).cast(pl.Float64)
    )
    shown = set(mart["key_segment"])
    published = [s for s in large if s["key"] in shown]
    everybody = people.drop("customer_id", *DEMOGRAPHICS).sum().row(0, named=True)
    usable = [s for s in published if not s["is_personal"]]
    counts = {
        key_of(dict(zip(attributes, members, strict=True))): 0
        for size in (1, 2, 3) for attributes in combinations(DEMOGRAPHICS, size)
        for members in product(*(people[a].unique() for a in attributes))
    } | {s["key"]: s["count"] for s in segments}
    return Recomputed(mart, everybody, months, categories, counts, large, published, usable)


def test_published_segments_are_large_and_named_by_their_members(recomputed):
    assert {s["key"] for s in recomputed.published} == set(recomputed.mart["key_segment"])
    recomputed.check(lambda s: {
        f"{column}_{place}": value
        for place, part in enumerate([*s["parts"].items(), (None, None)][:3], start=1)
        for column, value in zip(("attribute", "member"), part, strict=True)
    })


def test_no_small_segment_can_be_solved_from_what_is_published(recomputed):
    """Every sum that a reader can write down, as equations in the counts not shown."""
    counts, shown = recomputed.counts, {s["key"] for s in recomputed.published}
    parts_of = {key: dict(p.split(": ") for p in key.split(" · ")) for key in counts}
    unknown = {
        key: place for place, key in enumerate(
            key for key in counts if len(parts_of[key]) > 1 and key not in shown
        )
    }
    sums: dict[tuple[str, str], dict[int, int]] = {}
    for key, parts in parts_of.items():
        for divided_by in parts if len(parts) > 1 else ():
            simpler = key_of({a: m for a, m in parts.items() if a != divided_by})
            equation = sums.setdefault((simpler, divided_by), {})
            if simpler in unknown:
                equation[unknown[simpler]] = -1
            if key in unknown:
                equation[unknown[key]] = 1
    matrix = np.zeros((len(sums), len(unknown)))
    for row, equation in enumerate(sums.values()):
        for place, factor in equation.items():
            matrix[row, place] = factor
    _, sizes, directions = np.linalg.svd(matrix)
    free = directions[(sizes > 1e-9).sum():]  # counts may move along these unseen
    solved = [key for key, place in unknown.items() if np.abs(free[:, place]).max() < 1e-9]
    assert [key for key in solved if 1 <= counts[key] <= 9] == []


def test_figures(recomputed):
    everybody = recomputed.everybody

    def figures(s):
        sums, total = s["sums"], s["sums"]["total"]
        low, high = interval(s["crude"], s["crude_error"], scale=1)
        top = sorted(
            (-100 * (sums[c] / total) / (everybody[c] / everybody["total"]), c)
            for c in recomputed.categories
        )[:3]
        return {
            "attribute_count": len(s["parts"]),
            "uses_personal_attribute": s["is_personal"],
            "customer_count": s["count"],
            "utilisation_pct": s["crude"],
            "utilisation_ci_low_pct": low,
            "utilisation_ci_high_pct": high,
            "avg_monthly_income_inr": sums["x"] / s["count"],
            "total_spend_inr": total,
            "non_card_spend_inr": total - sums["Credit Card"],
            **{f"{p}_share_pct": 100 * sums[PAYMENTS[p]] / total for p in PAYMENTS},
            **{f"top_category_{i}": category for i, (_, category) in enumerate(top, 1)},
            **{f"top_affinity_{i}": -affinity for i, (affinity, _) in enumerate(top, 1)},
        }

    recomputed.check(figures)


def test_expectation_equals_statsmodels(recomputed):
    """And whether a segment differs from it: by its residuals, Holm over the table."""
    p_values = holm([
        2 * norm.sf(abs(s["crude"] - s["expected"]) / s["residual_error"])
        for s in recomputed.published
    ])
    for s, p in zip(recomputed.published, p_values, strict=True):
        s["differs"] = p is not None and p < 0.05

    def estimates(s):
        bounds = interval(s["crude"], s["crude_error"], scale=1)
        return {
            "expected_utilisation_pct": s["expected"],
            "differs_from_expected": s["differs"],
            "reliability": reliability(s["count"], False, bounds),
        }

    recomputed.check(estimates)


def test_a_combination_that_matters_is_told_from_its_parts(uneven, real):
    """Where city and occupation act together, and where they do not."""
    for build, expected in ((uneven, True), (real, False)):
        pairs = build.read("marts.key_segments").filter(
            (pl.col("attribute_1") == "city") & (pl.col("attribute_2") == "occupation")
            & (pl.col("attribute_count") == 2)
        )
        assert pairs.height > 10
        assert pairs["differs_from_expected"].mean() >= 0.8 if expected else (
            not pairs["differs_from_expected"].any()
        )


def test_tiers(recomputed):
    everyone, usable = tiers(recomputed.published), tiers(recomputed.usable)
    recomputed.check(lambda s: {
        "tier": everyone[s["key"]],
        "usable_tier": usable.get(s["key"]),
        "comparison_count": len(everyone) - 1,
    })


def test_explained_by_the_simplest_segment_that_does_not_differ(recomputed):
    def explained(s):
        near = []
        for other in recomputed.large:
            if other["parts"].items() < s["parts"].items():
                distance = abs(s["crude"] - other["crude"])
                if distance <= Z * np.hypot(s["crude_error"], other["crude_error"]):
                    near.append((len(other["parts"]), distance, other["key"]))
        return {"explained_by_segment": min(near, default=(None,))[-1]}

    recomputed.check(explained)


def test_alternatives_use_no_personal_attribute(recomputed):
    def alternative(s):
        parts = {a: m for a, m in s["parts"].items() if a not in PERSONAL}
        holding = [u for u in recomputed.usable if parts.items() <= u["parts"].items()]
        holding.sort(key=lambda u: (-u["crude"], u["key"]))
        best = holding[0] if holding and s["is_personal"] else {}
        return {
            "alternative_segment": best.get("key"),
            "alternative_customer_count": best.get("count"),
            "alternative_utilisation_pct": best.get("crude"),
        }

    recomputed.check(alternative)


def test_staying_in_the_top_tier_without_any_month(recomputed):
    """On the segments' own figures, whoever is highest without the month."""
    months = recomputed.months

    def without(s, month):
        kept = (1 - s["sums"][month] / s["sums"]["total"]) * len(months) / (len(months) - 1)
        return s["crude"] * kept

    stays: dict[str, bool] = {}
    for listed in (recomputed.published, recomputed.usable):  # the usable list has the say
        tier_of = tiers(listed)
        top = [s for s in listed if tier_of[s["key"]] == 1]
        stays |= {s["key"]: True for s in top}
        for month in months:
            values = {s["key"]: without(s, month) for s in listed}
            highest = max(listed, key=lambda s: values[s["key"]])
            for s in top:
                stays[s["key"]] &= not differs(highest, s, listed, values)
    recomputed.check(lambda s: {"stays_in_top_tier_without_any_month": stays.get(s["key"])})
