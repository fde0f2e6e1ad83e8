"""The core of the job as a user of polars would write it: with_polars.py DELIVERY FOLDER MEMBERS

Reads the text, matches and checks every row, sets rows aside, and writes as Parquet
(FOLDER): portfolio, cities, age_groups, occupations, genders, marital_statuses, segments,
categories, payment_types, months, category_payment_types, month_categories,
demographic_categories, demographic_payment_types, segment_categories,
segment_demographics, fct_spends and dim_customers, with counts, sums, shares, averages,
utilisation and indices. It does not make: intervals, reliability and suppression,
significance, effects and drivers, key segments, cards and launch cases, insights, data
quality, descriptions, tests. Rows are set aside without a list of all their reasons.
"""

import sys
from pathlib import Path

import polars as pl

AMOUNT = r"^[0-9]{1,12}([.]([0-9]{1,2}|[0-9]{2}(00)+))?$"
DEMOGRAPHICS = {
    "city": "cities", "age_group": "age_groups", "occupation": "occupations",
    "gender": "genders", "marital_status": "marital_statuses",
}


def main(delivery: Path, folder: Path, members_path: Path) -> None:
    members = pl.read_csv(members_path)

    def member(attribute, column=None):
        found = members.filter(pl.col("attribute") == attribute)
        return pl.col(column or attribute).str.strip_chars().str.to_lowercase().replace_strict(
            found["spelling"].str.to_lowercase(), found["member"], default=None
        )

    def amount(column):
        text = pl.col(column).str.strip_chars()
        return pl.when(text.str.contains(AMOUNT)).then(text.cast(pl.Float64, strict=False))

    def read(name):
        path = delivery / f"{name}.csv"
        if path.exists():
            return pl.scan_csv(path, infer_schema=False)
        return pl.scan_parquet(delivery / f"{name}.parquet").cast(pl.String)

    customer_id = pl.col("customer_id").str.strip_chars().str.to_uppercase()
    people = read("dim_customers").rename({"marital status": "marital_status"}).select(
        customer_id, *(member(a).alias(a) for a in DEMOGRAPHICS),
        income=amount("avg_income"),
    ).unique().collect()
    is_good = (
        pl.col("customer_id").str.contains("^ATQCUS[0-9]{4,}$")
        & pl.all_horizontal(pl.col(*DEMOGRAPHICS).is_not_null())
        & (pl.col("income") > 0) & (pl.len().over("customer_id") == 1)
    )
    set_aside = people.filter(~is_good.fill_null(False))
    people = people.filter(is_good.fill_null(False))

    months = members.filter(pl.col("attribute") == "month")
    month_numbers = pl.col("month").str.strip_chars().str.to_lowercase().replace_strict(
        months["spelling"].str.to_lowercase(), months["sort_order"], default=None
    )
    keys = ["customer_id", "month_start_date", "category", "payment_type"]
    spends = read("fact_spends").select(
        customer_id, month_start_date=pl.date(2023, month_numbers, 1),
        category=member("category"), payment_type=member("payment_type"),
        spend_inr=amount("spend"),
    ).collect(engine="streaming")
    readable = pl.all_horizontal(pl.col(*keys, "spend_inr").is_not_null())
    bad_spends = spends.filter(~readable)
    spends = spends.filter(readable)
    if spends.select(keys).is_duplicated().any():
        spends = spends.unique()
        spends = spends.filter(pl.len().over(keys) == 1)
    unknown = spends.join(people, on="customer_id", how="anti")
    spends = spends.join(people.select("customer_id"), on="customer_id", how="semi")

    month_count = spends["month_start_date"].n_unique()

    def wide(by):
        totals = spends.group_by("customer_id", by).agg(pl.col("spend_inr").sum())
        return totals.pivot(on=by, index="customer_id", values="spend_inr")

    people = people.join(
        spends.group_by("customer_id").agg(total=pl.col("spend_inr").sum()),
        on="customer_id", how="left",
    ).join(wide("payment_type"), on="customer_id", how="left").join(
        wide("category"), on="customer_id", how="left"
    ).with_columns(pl.col(pl.Float64).fill_null(0))
    items = {
        by: members.filter(
            (pl.col("attribute") == by) & (pl.col("spelling") == pl.col("member"))
        )["member"].to_list()
        for by in ("category", "payment_type")
    }
    people = people.with_columns(
        pl.lit(0.0).alias(i) for by in items.values() for i in by if i not in people.columns
    ).with_columns(monthly=pl.col("total") / month_count).with_columns(
        utilisation_pct=100 * pl.col("monthly") / pl.col("income"),
        portfolio=pl.lit("All customers"),
    ).with_columns(
        segment=pl.when(pl.col("utilisation_pct").round(9) >= 60).then(pl.lit("High"))
        .when(pl.col("utilisation_pct").round(9) >= 40).then(pl.lit("Mid"))
        .otherwise(pl.lit("Low"))
    )
    marts = {}
    everybody = people.select(pl.col("total").sum(), n=pl.len()).row(0)
    for attribute, table in {**DEMOGRAPHICS, "segment": "segments",
                             "portfolio": "portfolio"}.items():
        marts[table] = people.group_by(attribute).agg(
            customer_count=pl.len(),
            customer_share_pct=100 * pl.len() / everybody[1],
            avg_monthly_income_inr=pl.col("income").mean(),
            avg_annual_income_inr=12 * pl.col("income").mean(),
            total_spend_inr=pl.col("total").sum(),
            spend_share_pct=100 * pl.col("total").sum() / everybody[0],
            avg_monthly_spend_inr=pl.col("monthly").mean(),
            utilisation_pct=100 * pl.col("monthly").sum() / pl.col("income").sum(),
            mean_customer_utilisation_pct=pl.col("utilisation_pct").mean(),
            credit_card_spend_inr=pl.col("Credit Card").sum(),
            **{
                f"{p.lower().replace(' ', '_')}_share_pct":
                    100 * pl.col(p).sum() / pl.col("total").sum()
                for p in items["payment_type"]
            },
            high_value_customer_count=(pl.col("segment") == "High").sum(),
        )
    for by, table in (("category", "categories"), ("payment_type", "payment_types"),
                      ("month_start_date", "months")):
        marts[table] = spends.group_by(by).agg(total_spend_inr=pl.col("spend_inr").sum())
        marts[table] = marts[table].with_columns(
            spend_share_pct=100 * pl.col("total_spend_inr") / everybody[0],
            spend_rank=pl.col("total_spend_inr").rank("min", descending=True),
        )
    for table, first, second in (("category_payment_types", "category", "payment_type"),
                                 ("month_categories", "month_start_date", "category")):
        marts[table] = spends.group_by(first, second).agg(
            total_spend_inr=pl.col("spend_inr").sum()
        ).with_columns(
            share_pct=100 * pl.col("total_spend_inr") / pl.col("total_spend_inr").sum().over(first)
        )
    for by, table in (("category", "demographic_categories"),
                      ("payment_type", "demographic_payment_types"),
                      ("category", "segment_categories")):
        attributes = ["segment"] if table == "segment_categories" else list(DEMOGRAPHICS)
        marts[table] = pl.concat(
            people.group_by(member=attribute).agg(
                pl.len().alias("customer_count"), pl.col(*items[by], "total").sum()
            ).unpivot(
                items[by], index=["member", "customer_count", "total"],
                variable_name=by, value_name="total_spend_inr",
            ).with_columns(attribute=pl.lit(attribute))
            for attribute in attributes
        ).join(
            marts["categories" if by == "category" else "payment_types"].select(
                by, base="spend_share_pct"
            ), on=by, how="left",
        ).with_columns(share_pct=100 * pl.col("total_spend_inr") / pl.col("total")).with_columns(
            affinity_index=100 * pl.col("share_pct") / pl.col("base")
        ).drop("total", "base")
    marts["segment_demographics"] = pl.concat(
        people.group_by("segment", member=attribute).agg(pl.len().alias("customer_count"))
        .with_columns(
            attribute=pl.lit(attribute),
            share_pct=100 * pl.col("customer_count")
            / pl.col("customer_count").sum().over("segment"),
        )
        for attribute in DEMOGRAPHICS
    )
    marts["segment_categories"] = marts["segment_categories"].rename({"member": "segment"})
    marts["fct_spends"], marts["dim_customers"] = spends, people
    marts["set_aside_customers"] = set_aside
    marts["set_aside_spends"] = pl.concat([bad_spends, unknown.select(bad_spends.columns)])
    folder.mkdir(parents=True, exist_ok=True)
    for table, frame in marts.items():
        frame.write_parquet(folder / f"{table}.parquet")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:4]))
