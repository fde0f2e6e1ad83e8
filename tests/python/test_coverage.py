"""The simulation of the intervals computes what the marts publish, and they cover."""

from __future__ import annotations

import hashlib
import re
import sys

import numpy as np
import polars as pl
import pytest
from builds import PROJECT

sys.path.insert(0, str(PROJECT / "tests" / "benchmarks"))
import coverage

pytestmark = pytest.mark.slow
# of intervals that marts publish
KINDS = 14


@pytest.fixture(scope="module")
def world() -> coverage.World:
    return coverage.World(PROJECT / "seeds" / "raw")


def test_the_simulation_computes_what_the_marts_publish(world, pilot):
    once = np.ones(len(world.income))
    cells = world.spend_cells(once, world.items)
    mart = pilot.read("marts.demographic_categories")
    keys = [
        (attribute, member) for attribute, members in mart.group_by(
            "attribute", maintain_order=True
        ) for member in sorted(members["member"].unique())
    ]
    order = {name: i for i, name in enumerate(coverage.DEMOGRAPHICS)}
    keys = sorted(((a[0], m) for a, m in keys), key=lambda key: (order[key[0]], key[1]))
    for kind, columns, scale in (
        ("share_pct", ("share_pct", "share_ci_low_pct", "share_ci_high_pct"), 100),
        ("affinity_index", ("affinity_index", "affinity_ci_low", "affinity_ci_high"), 100),
        ("index_against_others", ("index_against_others", "index_against_others_ci_low",
                                  "index_against_others_ci_high"), 100),
    ):
        for column, found in zip(columns, cells[kind], strict=True):
            published = [
                mart.filter(pl.col("attribute") == a, pl.col("member") == m).sort("category")[
                    column].to_list()
                for a, m in keys
            ]
            assert np.allclose(scale * found[:len(keys)], published, atol=1e-4), column


def test_the_simulation_models_what_the_marts_publish(world, pilot):
    once = np.ones(len(world.income))
    order = sorted(
        range(len(once)), key=lambda i: hashlib.md5(world.customer_ids[i].encode()).hexdigest()
    )
    groups = np.empty(len(once), dtype=int)
    groups[order] = (np.arange(len(once)) + 1) % coverage.JACKKNIFE_GROUPS
    found = (
        world.model_cells(once, groups) | world.key_segment_cells(once)
        | world.standardised_cells(once)
    )
    effects = pilot.read("marts.utilisation_effects")
    effects = [
        effects.filter(attribute=a, member=m).row(0, named=True) for a, m in world.names
    ]
    for kind, columns, scale in (
        ("crude_index", ("crude_index", "crude_ci_low", "crude_ci_high"), np.exp),
        ("adjusted_index", ("adjusted_index", "adjusted_ci_low", "adjusted_ci_high"), np.exp),
        ("adjusted_card_share_pct", ("adjusted_card_share_pct", "adjusted_card_ci_low_pct",
                                     "adjusted_card_ci_high_pct"), lambda x: x / 100),
    ):
        for column, cells in zip(columns, found[kind], strict=True):
            published = [row[column] for row in effects]
            assert np.allclose(100 * scale(cells.ravel()), published, atol=1e-4), column
    drivers = pilot.read("marts.utilisation_drivers")
    for kind in ("lost_without", "explained_alone"):
        for end, cells in zip(("", "_ci_low", "_ci_high"), found[f"{kind}_pct"], strict=True):
            for prefix, outcome in (("", 0), ("card_", 1)):
                published = [
                    drivers.filter(attribute=a).row(0, named=True)[f"{prefix}{kind}{end}_pct"]
                    for a in coverage.DEMOGRAPHICS
                ]
                assert np.allclose(cells[:, outcome], published, atol=2e-4), (kind, end)
    segments = pilot.read("marts.key_segments")
    for column, cells in zip(
        ("utilisation_pct", "utilisation_ci_low_pct", "utilisation_ci_high_pct"),
        found["utilisation_pct of key segments"], strict=True,
    ):
        # the simulation has the withheld ones too
        near = np.abs(segments[column].to_numpy()[:, None] - 100 * cells.ravel()).min(axis=1)
        assert near.max() < 1e-4, column
    mart = pilot.read("marts.demographic_categories")
    for column, cells in zip(
        ("standardised_index", "standardised_ci_low", "standardised_ci_high"),
        found["standardised_index"], strict=True,
    ):
        published = [
            mart.filter(attribute=a, member=m).sort("category")[column].to_list()
            for a, m in world.names if a in ("city", "occupation")
        ]
        assert np.allclose(100 * cells, published, atol=1e-4), column


def test_intervals_cover(world):
    """300 draws: a mean within 93 and 97.5 per cent, no cell surely under 90."""
    draws = 300
    lines = coverage.coverage(world, draws, np.random.default_rng(7))
    assert len(lines) == KINDS
    for line in lines:
        mean, worst = map(float, re.findall(r"([\d.]+) %", line))
        assert 93 <= mean <= 97.5, line
        assert worst >= 90 - 3 * 100 * np.sqrt(0.9 * 0.1 / draws), line


def test_the_table_of_the_page_was_made_by_the_command():
    page = (PROJECT / "DECISIONS.md").read_text(encoding="utf-8")
    table = page.split(coverage.BEGIN)[1].split(coverage.END)[0]
    assert table.startswith("2,000 samples of 4,000 customers:")
    rates = [float(rate) for rate in re.findall(r"\| ([\d.]+) % \|", table)]
    assert len(rates) == KINDS and all(93 <= rate <= 97 for rate in rates)
