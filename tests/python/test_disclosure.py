"""No hidden count can be solved back from the margins, and no cheaper pattern hides as well."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from scipy.optimize import linprog

TABLES = {
    "segment": ("int_segment_members", "int_hidden_segment_members"),
    "card": ("int_card_members", "int_hidden_card_members"),
}


def tables(build):
    """By table and attribute: counts and what is hidden, a row a segment or card."""
    for group, (counts, hidden) in TABLES.items():
        cells = build.read(f"intermediate.{counts}").join(
            build.read(f"intermediate.{hidden}"), on=[group, "attribute", "member"]
        )
        for (attribute,), own in cells.group_by("attribute"):
            rows, columns = sorted(own[group].unique()), sorted(own["member"].unique())
            count = np.zeros((len(rows), len(columns)))
            is_hidden = np.zeros((len(rows), len(columns)), dtype=bool)
            for row in own.iter_rows(named=True):
                place = rows.index(row[group]), columns.index(row["member"])
                count[place], is_hidden[place] = row["customer_count"], row["is_hidden"]
            yield f"{group} by {attribute}", count, is_hidden


def range_of(cell, count, is_hidden) -> tuple[float, float]:
    """What a reader can tell of a hidden count who knows both margins and what is shown: the
    least and the most, each a linear program."""
    hidden = [tuple(place) for place in np.argwhere(is_hidden)]
    left = np.where(is_hidden, count, 0)
    margins, totals = [], []
    for axis in (0, 1):
        for line in range(count.shape[axis]):
            margins.append([float(place[axis] == line) for place in hidden])
            totals.append(left.take(line, axis).sum())
    goal = np.array([float(place == cell) for place in hidden])
    ends = [
        linprog(sign * goal, A_eq=margins, b_eq=totals, bounds=(0, None)).fun * sign
        for sign in (1, -1)
    ]
    return ends[0], ends[1]


@pytest.fixture(params=["pilot", "real", "small"])
def any_build(request):
    return request.getfixturevalue(request.param)


def test_both_tables_together_give_no_small_count_away(any_build):
    """A segment is its card's customers and those whose habit gets them another card. Unknown
    are the hidden cells of both tables and, for each segment, how many it gives to that card;
    of the shown cells of cards, which are rounded to 5, a range is known."""
    frames = {
        group: any_build.read(f"intermediate.{counts}").join(
            any_build.read(f"intermediate.{hidden}"), on=[group, "attribute", "member"]
        ) for group, (counts, hidden) in TABLES.items()
    }
    designs = any_build.read("reference.card_designs").filter(target_kind="segment")
    card_of = dict(designs.select("target_group", "card_id").rows())
    checked = 0
    for (attribute,), segments in frames["segment"].group_by("attribute"):
        cards = frames["card"].filter(attribute=attribute)
        if cards.is_empty():
            continue
        truth = {("segment", s, m): n for s, m, n in segments.select(
            "segment", "member", "customer_count").rows()}
        truth |= {("card", c, m): n for c, m, n in cards.select(
            "card", "member", "customer_count").rows()}
        shown = {("segment", s, m) for s, m, h in segments.select(
            "segment", "member", "is_hidden").rows() if not h}
        shown |= {("card", c, m) for c, m, h in cards.select(
            "card", "member", "is_hidden").rows() if not h}
        equations: list[tuple[dict, float]] = []
        for table, groups in (("segment", set(segments["segment"])), ("card", set(cards["card"]))):
            for fixed in (1, 2):
                for name in groups if fixed == 1 else set(segments["member"]):
                    line = {key: 1 for key in truth if key[0] == table and key[fixed] == name}
                    equations.append((line, sum(truth[key] for key in line)))
        for segment, card in card_of.items():
            for member in set(segments["member"]):
                given = ("given", segment, member)
                truth[given] = truth["segment", segment, member] - truth["card", card, member]
                equations.append((
                    {("segment", segment, member): 1, ("card", card, member): -1, given: -1}, 0
                ))
        equations += [({key: 1}, truth[key]) for key in shown if key[0] == "segment"]
        keys = list(truth)
        bounds: list[tuple[float, float | None]] = [(0, None)] * len(keys)
        for place, key in enumerate(keys):
            if key[0] == "card" and key in shown:
                rounded = 5 * np.floor(truth[key] / 5 + 0.5)
                bounds[place] = (max(0, rounded - 2.5), rounded + 2.5) if truth[key] else (0, 0)
        matrix = np.zeros((len(equations), len(keys)))
        for row, (line, _) in enumerate(equations):
            for key, factor in line.items():
                matrix[row, keys.index(key)] = factor
        sums = [total for _, total in equations]
        for place, key in enumerate(keys):
            if 1 <= truth[key] <= 9:
                goal = np.eye(len(keys))[place]
                low, high = (
                    sign * linprog(sign * goal, A_eq=matrix, b_eq=sums, bounds=bounds).fun
                    for sign in (1, -1)
                )
                checked += 1
                assert high - low > 0.5, f"{attribute}: a small count of {key[0]} is known"
    assert checked > 0


def test_no_small_count_can_be_solved_back(any_build):
    checked = 0
    for name, count, is_hidden in tables(any_build):
        for place in map(tuple, np.argwhere((count >= 1) & (count <= 9))):
            checked += 1
            assert is_hidden[place], name
            low, high = range_of(place, count, is_hidden)
            assert high - low > 0.5, f"{name}: a small count is known"
    assert checked > 0


def test_no_cheaper_pattern_hides_a_single_small_cell(any_build):
    """Two by two is the least that hides one cell; of all of these ours hides the fewest
    customers. What the pattern costs is counted so that a change of the rule shows."""
    for name, count, is_hidden in tables(any_build):
        small = [tuple(place) for place in np.argwhere((count >= 1) & (count <= 9))]
        if len(small) != 1 or is_hidden.all(axis=0).any() or is_hidden.all(axis=1).any():
            continue
        [(row, column)] = small
        costs = [
            count[np.ix_([row, other], [column, partner])].sum()
            for other, partner in (
                (r, c) for r in range(count.shape[0]) for c in range(count.shape[1])
                if r != row and c != column
            )
            # what is hidden on a margin holds no small group together
            if count[row, [column, partner]].sum() >= 10 and count[[row, other], column].sum() >= 10
        ]
        assert is_hidden.sum() == 4, name
        assert count[is_hidden].sum() <= min(costs), name


def test_the_linear_program_finds_what_can_be_solved():
    """A block of two by two keeps a cell within a range; one partner alone gives it away."""
    count = np.array([[2.0, 22.0, 50.0], [158.0, 339.0, 60.0], [378.0, 330.0, 70.0]])
    block, line = np.zeros((3, 3), dtype=bool), np.zeros((3, 3), dtype=bool)
    block[np.ix_([0, 1], [0, 1])] = True
    line[0, [0, 1]] = True
    assert range_of((0, 0), count, block) == pytest.approx((0, 24))
    assert range_of((0, 0), count, line) == pytest.approx((2, 2))
    assert not any(
        range_of((0, 0), count, block & ~np.isin(np.arange(9), pick).reshape(3, 3))
        == pytest.approx((0, 24)) for pick in combinations((1, 3, 4), 1)
    )
