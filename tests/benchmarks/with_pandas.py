"""The core of the job as a user of pandas would write it: with_pandas.py DELIVERY FOLDER MEMBERS

The same tables as with_polars.py, and the same that it leaves out: no intervals,
reliability or suppression, significance, effects, key segments, cards, launch cases,
insights, data quality, descriptions or tests; rows are set aside without all their reasons.
"""

import sys
from pathlib import Path

import pandas as pd

AMOUNT = r"[0-9]{1,12}(?:[.](?:[0-9]{1,2}|[0-9]{2}(?:00)+))?"
DEMOGRAPHICS = {
    "city": "cities", "age_group": "age_groups", "occupation": "occupations",
    "gender": "genders", "marital_status": "marital_statuses",
}


def main(delivery: Path, folder: Path, members_path: Path) -> None:
    members = pd.read_csv(members_path)
    lookups = {
        attribute: dict(zip(group["spelling"].str.lower(), group["member"], strict=True))
        for attribute, group in members.groupby("attribute")
    }
    months = members[members["attribute"] == "month"]
    month_starts = {
        name.lower(): pd.Timestamp(2023, number, 1)
        for name, number in zip(months["spelling"], months["sort_order"], strict=True)
    }

    def read(name):
        path = delivery / f"{name}.csv"
        if path.exists():
            return pd.read_csv(path, dtype="string[pyarrow]")
        return pd.read_parquet(delivery / f"{name}.parquet").astype("string[pyarrow]")

    def key(texts):
        return texts.str.strip().str.lower()

    def amount(texts):
        texts = texts.str.strip()
        return pd.to_numeric(texts.where(texts.str.fullmatch(AMOUNT))).astype("float64")

    customers = read("dim_customers").rename(columns={"marital status": "marital_status"})
    customers["customer_id"] = customers["customer_id"].str.strip().str.upper()
    for attribute in DEMOGRAPHICS:
        customers[attribute] = key(customers[attribute]).map(lookups[attribute])
    customers["income"] = amount(customers.pop("avg_income"))
    customers = customers.drop_duplicates()
    is_good = (
        customers["customer_id"].str.fullmatch("ATQCUS[0-9]{4,}").fillna(False)
        & customers[list(DEMOGRAPHICS)].notna().all(axis=1)
        & (customers["income"] > 0) & ~customers.duplicated("customer_id", keep=False)
    )
    set_aside, people = customers[~is_good], customers[is_good]

    spends = read("fact_spends")
    spends = pd.DataFrame({
        "customer_id": spends["customer_id"].str.strip().str.upper().astype("category"),
        "month_start_date": key(spends["month"]).map(month_starts),
        "category": key(spends["category"]).map(lookups["category"]).astype("category"),
        "payment_type":
            key(spends["payment_type"]).map(lookups["payment_type"]).astype("category"),
        "spend_inr": amount(spends["spend"]),
    })
    is_readable = spends.notna().all(axis=1) & spends["customer_id"].isin(people["customer_id"])
    set_aside_spends, spends = spends[~is_readable], spends[is_readable]
    keys = ["customer_id", "month_start_date", "category", "payment_type"]
    if spends.duplicated(keys).any():
        spends = spends.drop_duplicates()
        spends = spends[~spends.duplicated(keys, keep=False)]

    month_count = spends["month_start_date"].nunique()
    people = people.set_index("customer_id")
    items = {
        by: members.loc[
            (members["attribute"] == by) & (members["spelling"] == members["member"]), "member"
        ].tolist()
        for by in ("category", "payment_type")
    }
    people["total"] = spends.groupby("customer_id", observed=True)["spend_inr"].sum()
    for by, names in items.items():
        wide = spends.groupby(["customer_id", by], observed=True)["spend_inr"].sum().unstack()
        people = people.join(wide.reindex(columns=names).set_axis(names, axis=1))
    amounts = ["total", *items["category"], *items["payment_type"]]
    people[amounts] = people[amounts].fillna(0.0)
    people["monthly"] = people["total"] / month_count
    people["utilisation_pct"] = 100 * people["monthly"] / people["income"]
    limits = people["utilisation_pct"].round(9)
    people["segment"] = "Low"
    people.loc[limits >= 40, "segment"] = "Mid"
    people.loc[limits >= 60, "segment"] = "High"
    people["portfolio"] = "All customers"
    people["is_high"] = people["segment"] == "High"

    marts, all_spend = {}, people["total"].sum()
    for attribute, table in {**DEMOGRAPHICS, "segment": "segments",
                             "portfolio": "portfolio"}.items():
        groups = people.groupby(attribute)
        mart = pd.DataFrame({
            "customer_count": groups.size(),
            "customer_share_pct": 100 * groups.size() / len(people),
            "avg_monthly_income_inr": groups["income"].mean(),
            "avg_annual_income_inr": 12 * groups["income"].mean(),
            "total_spend_inr": groups["total"].sum(),
            "spend_share_pct": 100 * groups["total"].sum() / all_spend,
            "avg_monthly_spend_inr": groups["monthly"].mean(),
            "utilisation_pct": 100 * groups["monthly"].sum() / groups["income"].sum(),
            "mean_customer_utilisation_pct": groups["utilisation_pct"].mean(),
            "credit_card_spend_inr": groups["Credit Card"].sum(),
            "high_value_customer_count": groups["is_high"].sum(),
        })
        for name in items["payment_type"]:
            share = 100 * groups[name].sum() / groups["total"].sum()
            mart[f"{name.lower().replace(' ', '_')}_share_pct"] = share
        marts[table] = mart.reset_index()
    bases = {}
    for by, table in (("category", "categories"), ("payment_type", "payment_types"),
                      ("month_start_date", "months")):
        mart = spends.groupby(by, observed=True)["spend_inr"].sum().rename("total_spend_inr")
        mart = mart.to_frame()
        mart["spend_share_pct"] = bases[by] = 100 * mart["total_spend_inr"] / all_spend
        mart["spend_rank"] = mart["total_spend_inr"].rank(method="min", ascending=False)
        marts[table] = mart.reset_index()
    for table, first, second in (("category_payment_types", "category", "payment_type"),
                                 ("month_categories", "month_start_date", "category")):
        mart = spends.groupby([first, second], observed=True)["spend_inr"].sum()
        mart = mart.rename("total_spend_inr").reset_index()
        mart["share_pct"] = 100 * mart["total_spend_inr"] / mart.groupby(
            first, observed=True)["total_spend_inr"].transform("sum")
        marts[table] = mart
    for by, table in (("category", "demographic_categories"),
                      ("payment_type", "demographic_payment_types"),
                      ("category", "segment_categories")):
        attributes = ["segment"] if table == "segment_categories" else list(DEMOGRAPHICS)
        parts = []
        for attribute in attributes:
            groups = people.groupby(attribute)
            part = groups[items[by]].sum().rename_axis(index="member").reset_index().melt(
                "member", var_name=by, value_name="total_spend_inr")
            part.insert(0, "attribute", attribute)
            part["customer_count"] = part["member"].map(groups.size())
            part["share_pct"] = (
                100 * part["total_spend_inr"] / part["member"].map(groups["total"].sum())
            )
            part["affinity_index"] = (
                100 * part["share_pct"] / part[by].map(dict(bases[by])).astype(float)
            )
            parts.append(part)
        marts[table] = pd.concat(parts)
    parts = []
    for attribute in DEMOGRAPHICS:
        part = people.groupby(["segment", attribute]).size().rename("customer_count")
        part = part.rename_axis(["segment", "member"]).reset_index()
        part["attribute"] = attribute
        part["share_pct"] = 100 * part["customer_count"] / part.groupby("segment")[
            "customer_count"].transform("sum")
        parts.append(part)
    marts["segment_demographics"] = pd.concat(parts)
    marts["segment_categories"] = marts["segment_categories"].rename(columns={"member": "segment"})
    marts["fct_spends"], marts["dim_customers"] = spends, people.reset_index()
    marts["set_aside_customers"], marts["set_aside_spends"] = set_aside, set_aside_spends
    folder.mkdir(parents=True, exist_ok=True)
    for table, frame in marts.items():
        frame.to_parquet(folder / f"{table}.parquet", index=False)


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:4]))
