"""The simulation of the intervals computes what the marts publish, and they cover."""

from __future__ import annotations

import re
import sys

import numpy as np
import polars as pl
import pytest
from builds import PROJECT

sys.path.insert(0, str(PROJECT / "tests" / "benchmarks"))
import coverage

pytestmark = pytest.mark.slow


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


def test_intervals_cover(world):
    """300 draws: a mean within 93 and 97.5 per cent, no cell surely under 90."""
    draws = 300
    lines = coverage.coverage(world, draws, np.random.default_rng(7))
    assert len(lines) == 7
    for line in lines:
        mean, worst = map(float, re.findall(r"([\d.]+) %", line))
        assert 93 <= mean <= 97.5, line
        assert worst >= 90 - 3 * 100 * np.sqrt(0.9 * 0.1 / draws), line


def test_the_table_of_the_page_was_made_by_the_command():
    page = (PROJECT / "DECISIONS.md").read_text(encoding="utf-8")
    table = page.split(coverage.BEGIN)[1].split(coverage.END)[0]
    assert table.startswith("2,000 samples of 4,000 customers:")
    rates = [float(rate) for rate in re.findall(r"\| ([\d.]+) % \|", table)]
    assert len(rates) == 7 and all(93 <= rate <= 97 for rate in rates)
