"""Do the published intervals cover? `python tests/benchmarks/coverage.py` writes the table in
DECISIONS.md.

The pilot's customers are taken for the population, whose figures are known. As many customers
are drawn from it with replacement, and each time every interval is computed as the marts do and
held against the population's figure. For the errors of the tests, spend and segments are
shuffled over the customers, so that no group differs from another.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

import numpy as np
import polars as pl
from scipy.stats import norm, t

sys.path.insert(0, str(Path(__file__).parents[1] / "python"))
from recomputed import DEMOGRAPHICS, Z, holm, read_delivery, representation

PROJECT = Path(__file__).parents[2]
PAGE, BEGIN, END = PROJECT / "DECISIONS.md", "<!-- coverage -->\n", "<!-- /coverage -->\n"
Cells = tuple[np.ndarray, np.ndarray, np.ndarray]
JACKKNIFE_GROUPS = 20
OUTCOMES = ("index", "card")


class World:
    """Customers as matrices: the groups that they are in, and what they earn and spend."""

    def __init__(self, folder: Path) -> None:
        customers, spends = read_delivery(folder, ("raw_customers", "raw_spends"))
        categories = sorted(spends["category"].unique())
        people = customers.sort("customer_id").join(
            spends.group_by("customer_id", "category").agg(pl.col("spend").sum())
            .pivot(on="category", index="customer_id", values="spend"),
            on="customer_id", how="left",
        )
        self.items = people.select(categories).fill_null(0).to_numpy()
        self.income = people["avg_income"].to_numpy() * spends["month_start_date"].n_unique()
        self.names = [(a, m) for a in DEMOGRAPHICS for m in sorted(people[a].unique())]
        self.members = np.column_stack(
            [(people[a] == m).to_numpy().astype(float) for a, m in self.names]
        )
        self.card = people["customer_id"].to_frame().join(
            spends.filter(pl.col("payment_type") == "Credit Card").group_by("customer_id")
            .agg(card=pl.col("spend").sum()), on="customer_id", how="left",
        )["card"].fill_null(0).to_numpy()
        self.customer_ids = people["customer_id"].to_list()
        # the term of a member is its column, that of the first member of an attribute is left out
        self.first = [
            next(i for i, (a, _) in enumerate(self.names) if a == attribute)
            for attribute in DEMOGRAPHICS
        ]
        persons = people.select(
            pl.concat_str("age_group", "gender", "marital_status").rank("dense") - 1
        ).to_series().to_numpy()
        self.persons = np.eye(persons.max() + 1)[persons]
        self.key_segments = self.members_together()
        use = self.items.sum(axis=1) / self.income
        self.segments = np.column_stack(
            [use >= 0.6, (use >= 0.4) & (use < 0.6), use < 0.4]
        ).astype(float)

    def members_together(self) -> np.ndarray:
        """A column a key segment: two or three attributes, 30 customers and more."""
        columns = []
        for size in (2, 3):
            for attributes in combinations(range(len(self.names)), size):
                if len({self.names[i][0] for i in attributes}) == size:
                    column = self.members[:, attributes].prod(axis=1)
                    if column.sum() >= 30:
                        columns.append(column)
        return np.column_stack(columns)

    def spend_cells(self, weights: np.ndarray, items: np.ndarray) -> dict[str, Cells]:
        """Estimate, low and high by kind, a row a group (the last one is everybody)."""
        k = items.shape[1]
        groups = np.column_stack([self.members, self.segments, np.ones(len(weights))])
        x = items.sum(axis=1, keepdims=True)
        income = self.income[:, None]
        sums = groups.T @ (weights[:, None] * np.column_stack([
            items, items**2, items * x, x, x**2, income, income**2, x * income,
        ]))
        y, yy, yx = sums[:, :k], sums[:, k:2 * k], sums[:, 2 * k:3 * k]
        x, xx, z, zz, xz = (sums[:, 3 * k + i, None] for i in range(5))
        size = (groups.T @ weights)[:, None]

        def squares(share, yy, yx, xx):
            return np.maximum(0, yy - 2 * share * yx + share**2 * xx)

        def cells(estimate, variance) -> Cells:
            reach = Z * np.sqrt(variance)
            return estimate, np.maximum(0, estimate - reach), estimate + reach

        own = size / (size - 1)
        use, share = x / z, y / x
        base, others = share[-1:], (y[-1:] - y[:-1]) / (x[-1:] - x[:-1])
        index, contrast = share / base, share[:-1] / others
        inside = squares(share, yy, yx, xx)
        within = squares(base, yy, yx, xx)
        others_own = (size[-1:] - size[:-1]) / (size[-1:] - size[:-1] - 1)
        products = yy - (share + base) * yx + share * base * xx
        a, b = 1 / (base * x), index / (base * x[-1:])
        rest = squares(others, yy[-1:] - yy[:-1], yx[-1:] - yx[:-1], xx[-1:] - xx[:-1])
        return {
            "utilisation_pct": cells(use, own * squares(use, xx, xz, zz) / z**2),
            "avg_monthly_spend_inr": cells(
                x / size, own * np.maximum(0, xx - x**2 / size) / size**2
            ),
            "share_pct": cells(share, own * inside / x**2),
            "affinity_index": cells(index[:-1], (own * np.maximum(
                0, a**2 * inside - 2 * a * b * products + b**2 * within
            ))[:-1] + others_own * (b**2 * (inside[-1:] - within))[:-1]),
            "index_against_others": cells(
                contrast, own[:-1] * inside[:-1] / (others * x[:-1])**2
                + others_own * (contrast / (others * (x[-1:] - x[:-1])))**2 * rest,
            ),
        }

    def key_segment_cells(self, weights: np.ndarray) -> dict[str, Cells]:
        use, variance, _ = self.use_of(self.key_segments, weights, self.items.sum(axis=1))
        reach = Z * np.sqrt(variance)
        return {"utilisation_pct of key segments": (use, np.maximum(0, use - reach), use + reach)}

    def unexpected(self, y: np.ndarray) -> np.ndarray:
        """P-values of the key segments' differences from what single attributes let expect,
        of customers who spend y."""
        kept = [i for i in range(len(self.names)) if i not in self.first]
        design = np.column_stack([np.ones(len(y)), self.members[:, kept]])
        fit = np.linalg.lstsq(design, np.log(y / self.income), rcond=None)[0]
        expected = self.income * np.exp(design @ fit)
        expected *= y.sum() / expected.sum()
        once = np.ones(len(y))
        ratio, variance, _ = self.use_of(self.key_segments, once, y - expected)
        return 2 * norm.sf(np.abs(ratio) / np.sqrt(variance))

    def use_of(self, groups: np.ndarray, weights: np.ndarray, y: np.ndarray):
        """Utilisation, its variance, and income, a row a group."""
        x = self.income
        products = np.column_stack([np.ones(len(x)), y, x, y * y, y * x, x * x])
        n, y, x, yy, yx, xx = (groups.T @ (weights[:, None] * products)).T[:, :, None]
        use = y / x
        return use, n / (n - 1) * np.maximum(0, yy - 2 * use * yx + use**2 * xx) / x**2, x

    def standardised_cells(self, weights: np.ndarray) -> dict[str, Cells]:
        """Cities and occupations, with ages, genders and marital statuses held."""
        y, x = self.items, self.items.sum(axis=1, keepdims=True)
        k = y.shape[1]
        products = weights[:, None] * np.column_stack([y, y * y, y * x, x, x * x])

        def sums(groups):
            found = groups.T @ products
            return [found[:, i * k:(i + 1) * k] for i in range(3)] + [
                found[:, 3 * k, None], found[:, 3 * k + 1, None]
            ]

        all_y, all_yy, all_yx, all_x, all_xx = sums(self.persons)
        share = all_y / all_x
        squares = all_yy - 2 * share * all_yx + share**2 * all_xx
        rows = []
        for i, (attribute, _) in enumerate(self.names):
            if attribute not in ("city", "occupation"):
                continue
            y_, yy, yx, x_, xx = sums(self.persons * self.members[:, i, None])
            a, expected = x_ / all_x, (share * x_).sum(axis=0)
            index = y_.sum(axis=0) / expected
            own = (
                (1 - index * a)**2 * yy - 2 * (1 - index * a) * (1 - a) * index * share * yx
                + ((1 - a) * index * share)**2 * xx
            ).sum(axis=0)
            others = ((index * a)**2 * (
                squares - yy + 2 * share * yx - share**2 * xx
            )).sum(axis=0)
            n = weights @ self.members[:, i]
            rows.append((index, np.sqrt(
                np.maximum(0, own) * n / (n - 1) + np.maximum(0, others)
            ) / expected))
        index, error = np.stack([r[0] for r in rows]), np.stack([r[1] for r in rows])
        return {"standardised_index": (
            index, np.maximum(0, index - Z * error), index + Z * error
        )}

    def model_cells(self, weights: np.ndarray, groups: np.ndarray) -> dict[str, Cells]:
        """Effects of members and shares of variance. `groups`: each sampled customer's group
        of the jackknife, in the order of the customers, repeated as they were drawn."""
        rows = np.repeat(np.arange(len(self.income)), weights.astype(int))
        total = self.items.sum(axis=1)
        rows, groups = rows[total[rows] > 0], groups[total[rows] > 0]
        y = np.column_stack([
            np.log(total[rows] / self.income[rows]), 100 * self.card[rows] / total[rows]
        ])
        kept = [i for i in range(len(self.names)) if i not in self.first]
        members = self.members[rows]
        data = np.column_stack([np.ones(len(rows)), members[:, kept], y])
        terms = len(kept) + 1
        grams = np.stack([data[groups == g].T @ data[groups == g] for g in np.unique(groups)])
        whole = grams.sum(axis=0)
        inverse = np.linalg.inv(whole[:terms, :terms])
        coefficients = inverse @ whole[:terms, terms:]
        residuals = self.left_over(whole[None], range(terms))[0] / (len(rows) - terms)
        count = members.sum(axis=0)
        found: dict[str, Cells] = {}
        position = {i: 1 + kept.index(i) for i in kept}
        cells: dict[str, list] = {}
        for attribute in DEMOGRAPHICS:
            own = [i for i, (a, _) in enumerate(self.names) if a == attribute]
            share = count[own] / len(rows)
            contrasts = np.zeros((len(own), terms))
            for row in range(len(own)):
                for weight, i in zip(share, own, strict=True):
                    if i in position:
                        contrasts[row, position[i]] = (own[row] == i) - weight
            effects = contrasts @ coefficients
            factor = np.einsum("ij,jk,ik->i", contrasts, inverse, contrasts)[:, None]
            mix = (share[:, None] * effects**2).sum(axis=0) / len(rows)
            variance = factor * residuals + mix
            level = variance + y.var(axis=0, ddof=1) / len(rows) - 2 * mix
            means = (members[:, own].T @ y) / count[own][:, None]
            squares = np.stack([
                ((y[members[:, i] > 0] - mean)**2).sum(axis=0)
                for i, mean in zip(own, means, strict=True)
            ])
            n = count[own][:, None]
            difference = (
                (len(rows) / n - 1)**2 * squares * n / (n - 1)
                + ((y - y.mean(axis=0))**2).sum(axis=0) - squares
            ) / len(rows)**2
            for name, estimate, error in (
                ("adjusted_index", effects[:, 0], np.sqrt(variance[:, 0])),
                ("crude_index", means[:, 0] - y[:, 0].mean(), np.sqrt(difference[:, 0])),
                ("adjusted_card_share_pct", y[:, 1].mean() + effects[:, 1],
                 np.sqrt(level[:, 1])),
            ):
                cells.setdefault(name, []).append((estimate, error))
        for name, parts in cells.items():
            estimate = np.concatenate([part[0] for part in parts])[:, None]
            reach = Z * np.concatenate([part[1] for part in parts])[:, None]
            found[name] = estimate, estimate - reach, estimate + reach
        quantile = t.ppf(norm.cdf(Z), len(grams) - 1)
        for name, (estimate, error) in self.shares_of_variance(whole, grams, position).items():
            reach = quantile * error
            root = np.sqrt(estimate)
            found[name] = estimate, np.maximum(0, root - reach)**2, (root + reach)**2
        return found

    def shares_of_variance(self, whole, grams, position) -> dict:
        """Estimate and standard error by kind, a row an attribute, a column an outcome."""
        replicates = np.concatenate([whole[None], whole - grams])
        terms = len(position) + 1
        variation = np.stack([self.left_over(replicates, [0])])[0]
        complete = self.left_over(replicates, range(terms))
        found: dict[str, list] = {"lost_without_pct": [], "explained_alone_pct": []}
        for attribute in DEMOGRAPHICS:
            own = [position[i] for i in position if self.names[i][0] == attribute]
            without = self.left_over(replicates, [i for i in range(terms) if i not in own])
            alone = self.left_over(replicates, [0, *own])
            lost, by_itself = (without - complete) / variation, (variation - alone) / variation
            found["lost_without_pct"].append(np.sqrt(100 * np.maximum(0, lost)))
            found["explained_alone_pct"].append(np.sqrt(100 * np.maximum(0, by_itself)))
        return {
            name: (
                np.stack([share[0]**2 for share in shares]),
                np.stack([
                    np.sqrt((len(grams) - 1) * share[1:].var(axis=0)) for share in shares
                ]),
            )
            for name, shares in found.items()
        }

    @staticmethod
    def left_over(grams: np.ndarray, terms) -> np.ndarray:
        """Residual sums of squares of the two outcomes, the last columns, on some terms."""
        terms, outcomes = list(terms), [-2, -1]
        x = grams[:, terms][:, :, terms]
        xy = grams[:, terms][:, :, outcomes]
        yy = grams[:, outcomes][:, :, outcomes]
        explained = np.einsum("gij,gij->gj", xy, np.linalg.solve(x, xy))
        return np.einsum("gii->gi", yy) - explained

    # kinds with a row a group: of which those of 30 customers and more count
    by_group = (
        "utilisation_pct", "avg_monthly_spend_inr", "share_pct", "affinity_index",
        "index_against_others",
    )

    def all_cells(self, weights: np.ndarray, random: np.random.Generator) -> dict[str, Cells]:
        groups = random.permutation(int(weights.sum())) % JACKKNIFE_GROUPS
        return (
            self.spend_cells(weights, self.items) | self.segment_cells(weights, self.segments)
            | self.key_segment_cells(weights) | self.standardised_cells(weights)
            | self.model_cells(weights, groups)
        )

    def segment_cells(self, weights: np.ndarray, segments: np.ndarray) -> dict[str, Cells]:
        counts = (segments.T @ (weights[:, None] * self.members)).astype(int)
        sizes = (segments.T @ weights).astype(int)
        members, n = (weights @ self.members).astype(int), int(weights.sum())
        figures = [
            [
                representation(count, size, member, n)
                for count, member in zip(row, members, strict=True)
            ]
            for row, size in zip(counts, sizes, strict=True)
        ]

        def values(name: str) -> np.ndarray:
            return np.array([[np.nan if c[name] is None else c[name] for c in r] for r in figures])

        def cells(name: str, low: str, high: str) -> Cells:
            return values(name), values(low), values(high)

        return {
            "representation_index": cells(
                "representation_index", "representation_ci_low", "representation_ci_high"
            ),
            "index_against_others of counts": cells(
                "index_against_others", "index_against_others_ci_low",
                "index_against_others_ci_high",
            ),
            "p": cells("p", "p", "p"),
        }


def adjusted(p_values: np.ndarray) -> np.ndarray:
    """Holm's p-values of a table."""
    values = [value for value in holm(list(p_values.flatten())) if value is not None]
    return np.array(values).reshape(p_values.shape)


def resampled(world: World, draws: int, random: np.random.Generator) -> Iterator[np.ndarray]:
    """How often each customer is in a sample, again and again."""
    n = len(world.income)
    for _ in range(draws):
        yield random.multinomial(n, np.full(n, 1 / n)).astype(float)


def coverage(world: World, draws: int, random: np.random.Generator) -> list[str]:
    """A line of the table by kind of interval, over cells of 30 customers and more."""
    once = np.ones(len(world.income))
    truth = world.all_cells(once, random)
    hits = {kind: np.zeros(cells[0].shape) for kind, cells in truth.items() if kind != "p"}
    for weights in resampled(world, draws, random):
        found = world.all_cells(weights, random)
        for kind, count in hits.items():
            _, low, high = found[kind]
            # no limit is above everything
            count += (low <= truth[kind][0]) & ~(truth[kind][0] > high)
    lines = []
    for kind, count in hits.items():
        covered = 100 * count / draws
        sizes = once @ np.column_stack([world.members, world.segments, once])
        if kind in ("representation_index", "index_against_others of counts"):
            covered = covered[:, once @ world.members >= 30]
        elif kind in world.by_group:
            covered = covered[sizes[:len(covered)] >= 30]
        lines.append(
            f"| `{kind}` | {covered.size} | {covered.mean():.1f} % | {covered.min():.1f} % |"
        )
    return lines


def false_findings(world: World, draws: int, random: np.random.Generator) -> dict[str, float]:
    """How often a table finds anything where nobody differs, in per cent, after Holm."""
    found = {"demographic_categories": 0, "segment_demographics": 0, "key_segments": 0}
    once = np.ones(len(world.income))
    # single attributes alone: what they leave is dealt out anew
    spend = world.items.sum(axis=1)
    kept = [i for i in range(len(world.names)) if i not in world.first]
    spenders = np.flatnonzero(spend > 0)
    design = np.column_stack([once, world.members[:, kept]])
    logs = np.log(spend[spenders] / world.income[spenders])
    fitted = design @ np.linalg.lstsq(design[spenders], logs, rcond=None)[0]
    left = logs - fitted[spenders]
    for _ in range(draws):
        order = random.permutation(len(once))
        estimate, low, _ = world.spend_cells(once, world.items[order])["index_against_others"]
        rows = slice(0, world.members.shape[1])
        error = (estimate[rows] - low[rows]) / Z
        p_values = {"demographic_categories": 2 * norm.sf(np.abs(estimate[rows] - 1) / error)}
        p_values["segment_demographics"] = world.segment_cells(once, world.segments[order])["p"][0]
        p_values["key_segments"] = world.unexpected(
            world.income * np.exp(fitted + random.choice(left, len(once)))
        )
        for table, values in p_values.items():
            found[table] += bool((adjusted(values) < 0.05).any())
    return {table: 100 * count / draws for table, count in found.items()}


def power(world: World, points: float, draws: int, random: np.random.Generator) -> float:
    """How often an effect on one category in one of eighteen groups is found, in per cent, of
    groups and categories drawn at random."""
    found = 0
    for _ in range(draws):
        order = random.permutation(len(world.income))
        items = world.items[order].copy()
        group, item = (random.integers(part.shape[1]) for part in (world.members, items))
        inside = world.members[:, group] > 0
        share = items[:, item].sum() / items.sum()
        # moves spend so that the share is what the effect asks for, the total what it was
        wanted = (1 + points / 100) * share
        factor = wanted * (1 - share) / (share * (1 - wanted))
        total = items[inside].sum(axis=1, keepdims=True)
        items[inside, item] *= factor
        items[inside] *= total / np.maximum(items[inside].sum(axis=1, keepdims=True), 1)
        once = np.ones(len(order))
        estimate, low, _ = world.spend_cells(once, items)["index_against_others"]
        rows = slice(0, world.members.shape[1])
        p_values = 2 * norm.sf(np.abs(estimate[rows] - 1) / ((estimate[rows] - low[rows]) / Z))
        found += bool(adjusted(p_values)[group, item] < 0.05)
    return 100 * found / draws


def table(draws: int = 2000) -> str:
    random = np.random.default_rng(20231101)
    world = World(PROJECT / "seeds" / "raw")
    false = false_findings(world, draws, random)
    return "\n".join([
        f"{draws:,} samples of {len(world.income):,} customers:",
        "",
        "| interval of 95 % | cells | covers on average | worst cell |",
        "|---|---|---|---|",
        *coverage(world, draws, random),
        "",
        f"Where nobody differs, `demographic_categories` finds something in"
        f" {false['demographic_categories']:.1f} % of the draws and `segment_demographics` in"
        f" {false['segment_demographics']:.1f} %; where single attributes alone matter,"
        f" `key_segments` finds a combination that differs in {false['key_segments']:.1f} %. An"
        f" effect of 5 index points in one group is found in"
        f" {power(world, 5, draws // 4, random):.0f} %, one of 10 points in"
        f" {power(world, 10, draws // 4, random):.0f} %.",
        "",
    ])


if __name__ == "__main__":
    made = table()
    before, rest = PAGE.read_text(encoding="utf-8").split(BEGIN)
    after = rest.split(END)[1]
    PAGE.write_text(before + BEGIN + made + END + after, encoding="utf-8")
