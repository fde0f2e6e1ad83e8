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
from pathlib import Path

import numpy as np
import polars as pl
from scipy.stats import norm

sys.path.insert(0, str(Path(__file__).parents[1] / "python"))
from recomputed import DEMOGRAPHICS, Z, holm, read_delivery, representation

PROJECT = Path(__file__).parents[2]
PAGE, BEGIN, END = PROJECT / "DECISIONS.md", "<!-- coverage -->\n", "<!-- /coverage -->\n"
Cells = tuple[np.ndarray, np.ndarray, np.ndarray]


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
        names = [(a, m) for a in DEMOGRAPHICS for m in sorted(people[a].unique())]
        self.members = np.column_stack(
            [(people[a] == m).to_numpy().astype(float) for a, m in names]
        )
        use = self.items.sum(axis=1) / self.income
        self.segments = np.column_stack(
            [use >= 0.6, (use >= 0.4) & (use < 0.6), use < 0.4]
        ).astype(float)

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
    truth = world.spend_cells(once, world.items) | world.segment_cells(once, world.segments)
    hits = {kind: np.zeros(cells[0].shape) for kind, cells in truth.items() if kind != "p"}
    for weights in resampled(world, draws, random):
        found = world.spend_cells(weights, world.items)
        found |= world.segment_cells(weights, world.segments)
        for kind, count in hits.items():
            _, low, high = found[kind]
            # no limit is above everything
            count += (low <= truth[kind][0]) & ~(truth[kind][0] > high)
    lines = []
    for kind, count in hits.items():
        covered = 100 * count / draws
        sizes = once @ np.column_stack([world.members, world.segments, once])
        if len(count) == world.segments.shape[1]:
            covered = covered[:, once @ world.members >= 30]
        else:
            covered = covered[sizes[:len(covered)] >= 30]
        lines.append(
            f"| `{kind}` | {covered.size} | {covered.mean():.1f} % | {covered.min():.1f} % |"
        )
    return lines


def false_findings(world: World, draws: int, random: np.random.Generator) -> dict[str, float]:
    """How often a table finds anything where nobody differs, in per cent, after Holm."""
    found = {"demographic_categories": 0, "segment_demographics": 0}
    once = np.ones(len(world.income))
    for _ in range(draws):
        order = random.permutation(len(once))
        estimate, low, _ = world.spend_cells(once, world.items[order])["index_against_others"]
        rows = slice(0, world.members.shape[1])
        error = (estimate[rows] - low[rows]) / Z
        p_values = {"demographic_categories": 2 * norm.sf(np.abs(estimate[rows] - 1) / error)}
        p_values["segment_demographics"] = world.segment_cells(once, world.segments[order])["p"][0]
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
        f" {false['segment_demographics']:.1f} %. An effect of 5 index points in one group is"
        f" found in {power(world, 5, draws // 4, random):.0f} %, one of 10 points in"
        f" {power(world, 10, draws // 4, random):.0f} %.",
        "",
    ])


if __name__ == "__main__":
    page = PAGE.read_text(encoding="utf-8")
    before, rest = page.split(BEGIN)
    after = rest.split(END)[1]
    PAGE.write_text(before + BEGIN + table() + END + after, encoding="utf-8")
