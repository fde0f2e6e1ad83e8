"""The main-effects model in SQL against statsmodels, on the pilot and on the real files."""

from __future__ import annotations

import hashlib

import numpy as np
import polars as pl
import pytest
import statsmodels.api as sm
from recomputed import DEMOGRAPHICS, Z
from scipy.stats import t as student

# the marts' columns by outcome: index, crude low and high, and so on
OUTCOMES = {
    "utilisation": (
        "crude_index", "crude_ci_low", "crude_ci_high",
        "adjusted_index", "adjusted_ci_low", "adjusted_ci_high",
    ),
    "card": (
        "crude_card_share_pct", "crude_card_ci_low_pct", "crude_card_ci_high_pct",
        "adjusted_card_share_pct", "adjusted_card_ci_low_pct", "adjusted_card_ci_high_pct",
    ),
}


class Model:
    """Least squares on the five attributes, some of them left out."""

    def __init__(self, people: pl.DataFrame, outcome: str, attributes=DEMOGRAPHICS):
        self.people, self.attributes = people, attributes
        self.y = (
            np.log(people["utilisation_pct"].to_numpy()) if outcome == "utilisation"
            else people["credit_card_share_pct"].to_numpy()
        )
        self.columns = [
            (attribute, member) for attribute in attributes
            for member in sorted(people[attribute].unique())[1:]
        ]
        dummies = [(people[a] == m).to_numpy().astype(float) for a, m in self.columns]
        self.fit = sm.OLS(self.y, np.column_stack([np.ones(len(self.y)), *dummies])).fit()

    def effect(self, attribute: str, member: str) -> tuple[float, float, float]:
        """The member against the portfolio's mix of members, its standard error, and the
        variance of the mix, which is a sample too."""
        contrast = np.zeros(len(self.columns) + 1)
        for position, (a, m) in enumerate(self.columns, start=1):
            if a == attribute:
                contrast[position] = (m == member) - (self.people[a] == m).mean()
        test = self.fit.t_test(contrast)
        # every customer's own member's coefficient
        own = sum(
            (self.people[a] == m).to_numpy() * self.fit.params[position]
            for position, (a, m) in enumerate(self.columns, start=1) if a == attribute
        )
        mix = np.var(own) / len(self.y)
        return float(test.effect[0]), float(np.ravel(test.sd)[0]), float(mix)


@pytest.fixture(scope="module")
def people(build) -> pl.DataFrame:
    return build.read("core.dim_customers").filter(pl.col("total_spend_inr") > 0)


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_effects_equal_statsmodels_to_a_tenth_of_a_point(build, people, outcome):
    model = Model(people, outcome)
    mean = model.y.mean()
    found = build.read("intermediate.int_published_effects")
    assert found.height == sum(people[a].n_unique() for a in DEMOGRAPHICS)
    for row in found.iter_rows(named=True):
        is_own = (people[row["attribute"]] == row["member"]).to_numpy()
        own = model.y[is_own]
        assert row["customer_count"] == len(own) and row["left_out_customer_count"] == 0
        crude = own.mean() - mean
        adjusted, error, mix = model.effect(row["attribute"], row["member"])
        if outcome == "utilisation":
            # what each customer moves: the difference of the means, and the effect
            moves = np.where(is_own, (model.y - own.mean()) * (len(model.y) / len(own) - 1)
                             * np.sqrt(len(own) / (len(own) - 1)), 0)
            moves -= np.where(is_own, own.mean() - mean, model.y - mean)
            crude_error = np.sqrt((moves**2).sum()) / len(model.y)
            error = np.sqrt(error**2 + mix)
        else:
            # the mean itself, and the effect upon everybody's mean
            crude_error = own.std(ddof=1) / np.sqrt(len(own))
            error = np.sqrt(error**2 + model.y.var(ddof=1) / len(model.y) - mix)
        expected = [
            crude, crude - Z * crude_error, crude + Z * crude_error,
            adjusted, adjusted - Z * error, adjusted + Z * error,
        ]
        to_scale = (lambda x: 100 * np.exp(x)) if outcome == "utilisation" else (
            lambda x: mean + x
        )
        for column, value in zip(OUTCOMES[outcome], expected, strict=True):
            assert row[column] == pytest.approx(to_scale(value), abs=0.1), column
            assert row[column] == pytest.approx(to_scale(value), rel=1e-6), column


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_drivers_equal_statsmodels(build, people, outcome):
    prefix = "card_" if outcome == "card" else ""
    complete = Model(people, outcome).fit.rsquared
    order = sorted(people["customer_id"], key=lambda i: hashlib.md5(i.encode()).hexdigest())
    group_of = {number: position % 20 + 1 for position, number in enumerate(order, start=1)}
    groups = np.array([group_of[number] for number in people["customer_id"]])
    for row in build.read("intermediate.int_published_drivers").iter_rows(named=True):
        attribute = row["attribute"]
        others = [a for a in DEMOGRAPHICS if a != attribute]

        def shares(sample, attribute=attribute, others=others):
            return (
                100 * Model(sample, outcome, [attribute]).fit.rsquared,
                100 * (Model(sample, outcome).fit.rsquared
                       - Model(sample, outcome, others).fit.rsquared),
            )

        replicates = np.array([shares(people.filter(groups != g)) for g in range(1, 21)])
        # on the scale of the square root, by Student's t with 19 degrees
        errors = np.sqrt(19 * np.sqrt(np.maximum(0, replicates)).var(axis=0))
        reaches = student.ppf(0.975, 19) * errors
        for name, share, reach in zip(
            ("explained_alone", "lost_without"), shares(people), reaches, strict=True
        ):
            root = np.sqrt(max(0, share))
            assert row[f"{prefix}{name}_pct"] == pytest.approx(share, abs=1e-6)
            assert row[f"{prefix}{name}_ci_high_pct"] == pytest.approx(
                (root + reach)**2, rel=1e-3, abs=1e-5
            )
            assert row[f"{prefix}{name}_ci_low_pct"] == pytest.approx(
                max(0, root - reach)**2, rel=1e-3, abs=1e-5
            )
        assert row[f"{prefix}explained_by_all_pct"] == pytest.approx(100 * complete, abs=1e-6)


def test_marital_status_explains_nothing_and_city_and_occupation_most(real):
    drivers = {
        row["attribute"]: row
        for row in real.read("marts.utilisation_drivers").iter_rows(named=True)
    }
    assert drivers["marital_status"]["lost_without_ci_high_pct"] < 0.1
    assert drivers["city"]["lost_without_ci_low_pct"] > 30
    assert drivers["occupation"]["lost_without_ci_low_pct"] > 30
