"""Every number of the mart contract, computed a second time, straight from the files.

Nothing here is taken from the project's SQL: polars and numpy, the formulas of the design
written out (residuals instead of sums of squares), scipy's normal distribution and
statsmodels-style Holm. `expected_marts` returns a frame a table.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import numpy as np
import polars as pl
from scipy.stats import norm
from statsmodels.stats.proportion import proportion_confint

MONTHS = (
    "January February March April May June July August September October November December"
).split()
DEMOGRAPHICS = ["city", "age_group", "occupation", "gender", "marital_status"]
PAYMENTS = {
    "credit_card": "Credit Card",
    "upi": "UPI",
    "debit_card": "Debit Card",
    "net_banking": "Net Banking",
}
Z = 1.959964


def read_delivery(folder: Path, names: Iterable[str]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Customers and spends of a clean delivery, typed."""
    frames = []
    for name in names:
        path = next(p for s in (".csv", ".csv.gz") if (p := folder / f"{name}{s}").exists())
        frames.append(pl.read_csv(path, infer_schema_length=0))
    customers, spends = frames
    customers = customers.rename({"marital status": "marital_status"}).with_columns(
        pl.col("avg_income").cast(pl.Float64)
    )
    year = (
        pl.col("year").cast(pl.Int32) if "year" in spends.columns else pl.lit(2023)
    )
    month_number = pl.col("month").replace_strict(MONTHS, range(1, 13))
    spends = spends.with_columns(
        spend=pl.col("spend").cast(pl.Float64),
        month_number=month_number,
        month_start_date=pl.date(year, month_number, 1),
    )
    return customers, spends


def ratio(y: np.ndarray, x: np.ndarray) -> tuple[float | None, float | None]:
    """Ratio of sums and its standard error over customers."""
    if not len(x) or x.sum() == 0:
        return None, None
    r = y.sum() / x.sum()
    n = len(x)
    if n == 1:
        return r, None
    residuals = y - r * x
    return r, float(np.sqrt(n / (n - 1) * (residuals**2).sum()) / x.sum())


def influence_error(influence: np.ndarray, inside: np.ndarray) -> float | None:
    """Standard error of a figure from each customer's influence on it: two samples, a group
    and the others, each with its own n."""
    variance = 0.0
    for part in (influence[inside], influence[~inside]):
        if len(part) == 1:
            return None
        if len(part):
            variance += len(part) / (len(part) - 1) * (part**2).sum()
    return float(np.sqrt(variance))


def indices(y: np.ndarray, x: np.ndarray, inside: np.ndarray) -> list[float | None]:
    """The share of y in x inside a group: index against everybody and its standard error, and
    the same against the others, by what each customer does to the index."""
    answer: list[float | None] = []
    for base in (np.ones(len(x), dtype=bool), ~inside):
        if not x[inside].sum() or not x[base].sum() or not y[base].sum():
            answer += [None, None]
            continue
        share, base_share = y[inside].sum() / x[inside].sum(), y[base].sum() / x[base].sum()
        index = 100 * share / base_share
        influence = (
            100 / base_share * inside * (y - share * x) / x[inside].sum()
            - index * base * (y - base_share * x) / y[base].sum()
        )
        answer += [index, influence_error(influence, inside)]
    return answer


def representation(count: int, size: int, members: int, n: int) -> dict:
    """A segment of `size` of n customers has `count` of `members`: the index against everybody
    and against the others, both with intervals, and the p-value of the score test."""
    names = ["representation_index", "representation_ci_low", "representation_ci_high",
             "index_against_others", "index_against_others_ci_low",
             "index_against_others_ci_high", "p"]
    if not size or not members:
        return dict.fromkeys(names)
    if size == n:
        return dict.fromkeys(names) | {"representation_index": 100.0}
    p1, p0, weight = count / size, (members - count) / (n - size), size / n
    (l1, u1), (l0, u0) = (
        proportion_confint(k, m, alpha=2 * norm.sf(Z), method="wilson")
        for k, m in ((count, size), (members - count, n - size))
    )
    # the roots of the quadratic in the ratio
    low = (p1 * p0 - np.sqrt((p1 * p0) ** 2 - l1 * u0 * (2 * p1 - l1) * (2 * p0 - u0))) / (
        u0 * (2 * p0 - u0)
    )
    high = np.inf
    if members > count:
        high = (p1 * p0 + np.sqrt((p1 * p0) ** 2 - u1 * l0 * (2 * p1 - u1) * (2 * p0 - l0))) / (
            l0 * (2 * p0 - l0)
        )
    pooled = members / n
    index = 100 * p1 / pooled
    # what each customer does to the index: in both, in the segment, a member, neither
    kinds = np.array([[1, 1], [1, 0], [0, 1], [0, 0]])
    many = np.array([count, size - count, members - count, n - size - members + count])
    reach = 0.0
    if count:
        both = kinds.prod(axis=1) / count
        influence = both - kinds[:, 0] / size - kinds[:, 1] / members + 1 / n
        reach = Z * index * float(np.sqrt((many * influence**2).sum()))
    spread = pooled * (1 - pooled) * (1 / size + 1 / (n - size))
    figures = [
        index,
        max(0, min(100 * low / (weight * low + 1 - weight), index - reach)),
        max(
            100 / weight if high == np.inf else 100 * high / (weight * high + 1 - weight),
            index + reach,
        ),
        100 * p1 / p0 if p0 else None,
        100 * low,
        None if high == np.inf else 100 * high,
        2 * norm.sf(abs(p1 - p0) / np.sqrt(spread)) if spread else None,
    ]
    return dict(zip(names, figures, strict=True))


def interval(estimate, error, scale=100.0):
    """The 95 % interval, not below zero."""
    if estimate is None or error is None:
        return None, None
    return max(0.0, scale * (estimate - Z * error)), scale * (estimate + Z * error)


def reliability(count, suppressed, *intervals):
    """The word for how far a row can be trusted."""
    if suppressed:
        return "suppressed"
    if count == 0:
        return None
    wide = any(low is None or high - low > 20 for low, high in intervals)
    return "use with care" if count < 30 or wide else "reliable"


def holm(p_values: list[float | None]) -> list[float | None]:
    """Holm's adjusted p-values; None stays None."""
    tested = sorted((p, i) for i, p in enumerate(p_values) if p is not None)
    adjusted: list[float | None] = [None] * len(p_values)
    largest = 0.0
    for rank, (p, i) in enumerate(tested):
        largest = max(largest, (len(tested) - rank) * p)
        adjusted[i] = min(1.0, largest)
    return adjusted


def hidden_groups(counts: dict[str, int]) -> set[str]:
    """Members of one attribute that disclosure control hides."""
    hidden = {member for member, count in counts.items() if 1 <= count <= 9}
    rest = sorted((count == 0, count, m) for m, count in counts.items() if m not in hidden)
    while hidden and rest and (len(hidden) < 2 or sum(counts[m] for m in hidden) < 10):
        hidden.add(rest.pop(0)[2])
    return hidden


def hidden_cells(
    counts: dict[tuple[str, str], int], segments: set[str], members: set[str]
) -> set[tuple[str, str]]:
    """Segment x member cells of one attribute that disclosure control hides."""
    hidden = {(s, m) for s, m in counts if s in segments or m in members}
    open_cells = {cell: count for cell, count in counts.items() if cell not in hidden}
    small = {cell for cell, count in open_cells.items() if 1 <= count <= 9}
    if not small:
        return hidden
    marked_segments, marked_members = {s for s, _ in small}, {m for _, m in small}
    block_members = set(marked_members)
    sums = {
        m: sum(open_cells[s, m] for s in marked_segments) for m in {m for _, m in open_cells}
    }
    rest = sorted(set(sums) - block_members, key=lambda m: (sums[m] == 0, sums[m], m))
    while rest and (len(block_members) < 2 or sum(sums[m] for m in block_members) < 10):
        block_members.add(rest.pop(0))
    block_segments = set(marked_segments)
    if len(block_segments) == 1:
        others = {s for s, _ in open_cells} - block_segments
        columns = {s: [open_cells[s, m] for m in block_members] for s in others}
        if columns:
            block_segments.add(
                min(others, key=lambda s: (min(columns[s]) == 0, sum(columns[s]), s))
            )
    return hidden | {(s, m) for s in block_segments for m in block_members}


def expected_marts(
    customers: pl.DataFrame, spends: pl.DataFrame, members: dict[str, list[str]]
) -> dict[str, pl.DataFrame]:
    """All tables of profiles, spend and two ways, and the star, from a clean delivery."""
    month_count = spends["month_start_date"].n_unique()
    categories, payment_types = members["category"], members["payment_type"]

    def totals(by):
        return spends.group_by("customer_id", by).agg(pl.col("spend").sum())

    people = customers.join(
        spends.group_by("customer_id").agg(total=pl.col("spend").sum()),
        on="customer_id", how="left",
    ).with_columns(pl.col("total").fill_null(0.0))
    for by, items in (("category", categories), ("payment_type", payment_types)):
        wide = totals(by).pivot(on=by, index="customer_id", values="spend")
        people = people.join(wide, on="customer_id", how="left")
        people = people.with_columns(
            (pl.col(i).fill_null(0.0) if i in wide.columns else pl.lit(0.0)).alias(i)
            for i in items
        )
    people = people.with_columns(monthly=pl.col("total") / month_count)
    people = people.with_columns(own=100 * pl.col("monthly") / pl.col("avg_income"))
    people = people.with_columns(
        segment=pl.when(pl.col("own").round(9) >= 60).then(pl.lit("High"))
        .when(pl.col("own").round(9) >= 40).then(pl.lit("Mid")).otherwise(pl.lit("Low")),
        portfolio=pl.lit("All customers"),
    )
    # fifths of the incomes, to the next thousand
    band_starts = sorted({0.0} | {
        float(1000 * np.floor(np.quantile(people["avg_income"].to_numpy(), k / 5) / 1000 + 0.5))
        for k in range(1, 5)
    })
    bands = [f"Band {number}" for number in range(1, len(band_starts) + 1)]
    people = people.with_columns(
        income_band=pl.Series(
            [f"Band {np.searchsorted(band_starts, x, side='right')}" for x in people["avg_income"]],
            dtype=pl.String,
        )
    )
    all_spend, all_income, n = people["total"].sum(), people["avg_income"].sum(), len(people)
    segments = ["High", "Mid", "Low"]
    groups = {a: members[a] for a in DEMOGRAPHICS}
    groups |= {"segment": segments, "portfolio": ["All customers"], "income_band": bands}

    slices = {(a, m): people.filter(pl.col(a) == m) for a, ms in groups.items() for m in ms}
    hidden = {a: hidden_groups({m: len(slices[a, m]) for m in ms}) for a, ms in groups.items()}
    hidden_pairs: dict[str, set[tuple[str, str]]] = {}
    for a in (*DEMOGRAPHICS, "income_band"):
        counts = {
            (s, m): slices[a, m].filter(pl.col("segment") == s).height
            for s in segments for m in groups[a]
        }
        hidden_pairs[a] = hidden_cells(counts, hidden["segment"], hidden[a])

    marts: dict[str, list[dict]] = {}

    def add(table, row, suppressed, keys):
        if suppressed:
            row = {k: (v if k in keys else None) for k, v in row.items()}
            row |= {"reliability": "suppressed", "is_suppressed": True}
        marts.setdefault(table, []).append(row)

    names = {
        "city": "cities", "age_group": "age_groups", "occupation": "occupations",
        "gender": "genders", "marital_status": "marital_statuses", "segment": "segments",
        "portfolio": "portfolio", "income_band": "income_bands",
    }
    for (attribute, member), group in slices.items():
        count, spend = len(group), group["total"].sum()
        income = group["avg_income"].to_numpy()
        use, use_error = ratio(group["monthly"].to_numpy(), income)
        card, card_error = ratio(group["Credit Card"].to_numpy(), group["total"].to_numpy())
        use_low, use_high = interval(use, use_error)
        card_low, card_high = interval(card, card_error)
        by_category = [(-group[c].sum(), i, c) for i, c in enumerate(categories)]
        high: int | None = group.filter(pl.col("segment") == "High").height
        suppressed = member in hidden[attribute]
        if attribute in hidden_pairs and ("High", member) in hidden_pairs[attribute]:
            high = None
        if attribute == "portfolio" and "High" in hidden["segment"]:
            high = None
        row = {
            attribute: member,
            "customer_count": count,
            "customer_share_pct": 100 * count / n,
            "avg_monthly_income_inr": income.mean() if count else None,
            "avg_annual_income_inr": 12 * income.mean() if count else None,
            "total_spend_inr": spend,
            "spend_share_pct": 100 * spend / all_spend if all_spend else None,
            "avg_monthly_spend_inr": group["monthly"].mean() if count else None,
            "utilisation_pct": None if use is None else 100 * use,
            "utilisation_ci_low_pct": use_low,
            "utilisation_ci_high_pct": use_high,
            "mean_customer_utilisation_pct": group["own"].mean() if count else None,
            "credit_card_spend_inr": group["Credit Card"].sum(),
            "credit_card_share_ci_low_pct": card_low,
            "credit_card_share_ci_high_pct": card_high,
            **{
                f"{measure}_share_pct": 100 * group[p].sum() / spend if spend else None
                for measure, p in PAYMENTS.items()
            },
            "non_card_spend_inr": spend - group["Credit Card"].sum(),
            "high_value_customer_count": high,
            "top_category": min(by_category)[2] if spend else None,
            "reliability": reliability(
                count, suppressed, (use_low, use_high), (card_low, card_high)
            ),
            "is_suppressed": suppressed,
        }
        own = {attribute}
        if attribute == "income_band":
            place = bands.index(member)
            row |= {
                "income_from_inr": band_starts[place],
                "income_below_inr": [*band_starts[1:], None][place],
            }
            own |= {"income_from_inr", "income_below_inr"}
        add(names[attribute], row, suppressed, own)

    for table, column, items in (
        ("demographic_categories", "category", categories),
        ("demographic_payment_types", "payment_type", payment_types),
        ("segment_categories", "category", categories),
        ("segment_payment_types", "payment_type", payment_types),
    ):
        attributes = ["segment"] if table.startswith("segment") else DEMOGRAPHICS
        rows, p_values = [], []
        for attribute in attributes:
            for member in groups[attribute]:
                group = slices[attribute, member]
                x = group["total"].to_numpy()
                suppressed = member in hidden[attribute]
                order = sorted((-group[i].sum(), k, i) for k, i in enumerate(items))
                for item in items:
                    share, error = ratio(group[item].to_numpy(), x)
                    index, index_error, contrast, contrast_error = indices(
                        people[item].to_numpy(), people["total"].to_numpy(),
                        (people[attribute] == member).to_numpy(),
                    )
                    low, high = interval(index, index_error, scale=1.0)
                    contrast_low, contrast_high = interval(contrast, contrast_error, scale=1.0)
                    share_low, share_high = interval(share, error)
                    p = None
                    if not suppressed and contrast_error is not None and contrast_error > 1e-6:
                        p = 2 * norm.sf(abs(contrast - 100) / contrast_error)
                    p_values.append(p)
                    keys = (
                        {"segment": member} if attribute == "segment"
                        else {"attribute": attribute, "member": member}
                    ) | {column: item}
                    rows.append((keys, suppressed, {
                        "customer_count": len(group),
                        "total_spend_inr": group[item].sum(),
                        "share_pct": None if share is None else 100 * share,
                        "affinity_index": index,
                        "affinity_ci_low": low,
                        "affinity_ci_high": high,
                        "index_against_others": contrast,
                        "index_against_others_ci_low": contrast_low,
                        "index_against_others_ci_high": contrast_high,
                        "share_ci_low_pct": share_low,
                        "share_ci_high_pct": share_high,
                        "reliability": reliability(len(group), suppressed, (low, high)),
                        "is_suppressed": suppressed,
                        "category_rank": [i for _, _, i in order].index(item) + 1,
                    }))
        comparisons = sum(p is not None for p in p_values)
        for (keys, suppressed, row), p in zip(rows, holm(p_values), strict=True):
            row["is_distinctive"] = (
                None if p is None else p < 0.05 and abs(row["index_against_others"] - 100) >= 5
            )
            if table != "segment_categories":
                del row["category_rank"]
            add(table, keys | row, suppressed, set(keys))
            marts[table][-1]["comparison_count"] = comparisons

    cells = []
    for attribute in DEMOGRAPHICS:
        for segment in segments:
            size = slices["segment", segment].height
            for member in groups[attribute]:
                cell = slices[attribute, member].filter(pl.col("segment") == segment)
                count = cell.height
                suppressed = (segment, member) in hidden_pairs[attribute]
                figures = representation(count, size, slices[attribute, member].height, n)
                p = figures.pop("p")
                limits = figures["representation_ci_low"], figures["representation_ci_high"]
                cells.append((None if suppressed else p, suppressed, {
                    "segment": segment, "attribute": attribute, "member": member,
                    "customer_count": count,
                    "share_pct": 100 * count / size if size else None,
                    **figures,
                    "reliability": reliability(count, suppressed, limits),
                    "is_suppressed": suppressed,
                }))
                if attribute != "city":
                    continue
                use, use_error = ratio(
                    cell["monthly"].to_numpy(), cell["avg_income"].to_numpy()
                )
                use_low, use_high = interval(use, use_error)
                add("segment_cities", {
                    "segment": segment, "city": member, "customer_count": count,
                    "avg_monthly_income_inr": cell["avg_income"].mean(),
                    "avg_annual_income_inr":
                        12 * cell["avg_income"].mean() if count else None,
                    "total_spend_inr": cell["total"].sum(),
                    "non_card_spend_inr": cell["total"].sum() - cell["Credit Card"].sum(),
                    "utilisation_pct": None if use is None else 100 * use,
                    "utilisation_ci_low_pct": use_low,
                    "utilisation_ci_high_pct": use_high,
                    "reliability": reliability(count, suppressed, (use_low, use_high)),
                    "is_suppressed": suppressed,
                }, suppressed, {"segment", "city"})
    comparisons = sum(p is not None for p, _, _ in cells)
    for (_, suppressed, row), p in zip(cells, holm([p for p, _, _ in cells]), strict=True):
        contrast = row["index_against_others"]
        row["is_distinctive"] = None if p is None else p < 0.05 and (
            contrast is None or abs(contrast - 100) >= 5
        )
        add("segment_demographics", row, suppressed, {"segment", "attribute", "member"})
        marts["segment_demographics"][-1]["comparison_count"] = comparisons

    def spend_table(table, key, values, months, card=True):
        items = []
        for item in values:
            part = spends.filter(pl.col(key) == item)
            spend = part["spend"].sum()
            card_spend = part.filter(pl.col("payment_type") == "Credit Card")["spend"].sum()
            items.append((item, spend, card_spend))
        for item, spend, card_spend in items:
            row = {
                key: item,
                "total_spend_inr": spend,
                "spend_share_pct": 100 * spend / all_spend,
                "avg_monthly_spend_inr": spend / months,
                "utilisation_pct": 100 * spend / months / all_income,
                "spend_rank": 1 + sum(other > spend for _, other, _ in items),
            }
            if card:
                row["credit_card_share_pct"] = 100 * card_spend / spend if spend else None
            add(table, row, False, set())

    spend_table("categories", "category", categories, month_count)
    spend_table("payment_types", "payment_type", payment_types, month_count, card=False)
    dates = spends["month_start_date"].unique().sort().to_list()
    spend_table("months", "month_start_date", dates, 1)
    for row in marts["months"]:
        number = row["month_start_date"].month
        row |= {"month": MONTHS[number - 1], "month_number": number}

    for table, first, firsts, second, seconds in (
        ("category_payment_types", "category", categories, "payment_type", payment_types),
        ("month_categories", "month_start_date", dates, "category", categories),
    ):
        for one in firsts:
            part = spends.filter(pl.col(first) == one)
            whole = part["spend"].sum()
            for other in seconds:
                spend = part.filter(pl.col(second) == other)["spend"].sum()
                add(table, {
                    first: one, second: other, "total_spend_inr": spend,
                    "share_pct": 100 * spend / whole if whole else None,
                }, False, set())
    for row in marts["month_categories"]:
        row["month"] = MONTHS[row["month_start_date"].month - 1]

    frames = {
        f"marts.{table}": pl.DataFrame(rows, infer_schema_length=None)
        for table, rows in marts.items()
    }
    frames["core.dim_customers"] = people.select(
        "customer_id", *DEMOGRAPHICS, "segment",
        avg_monthly_income_inr="avg_income", avg_monthly_spend_inr="monthly",
        total_spend_inr="total", utilisation_pct="own",
        **{
            f"{measure}_share_pct": pl.when(pl.col("total") > 0).then(
                100 * pl.col(p) / pl.col("total")
            )
            for measure, p in PAYMENTS.items()
        },
    )
    frames["core.fct_spends"] = spends.select(
        "customer_id", "month_start_date", "category", "payment_type", spend_inr="spend"
    )
    return frames
