"""Measures: dbt's metrics over the star, and what the page Explore adds to them."""

import sys
from pathlib import Path

import yaml

from ..contract import FACT, HERE, Mart, one_line, stable_id
from .tables import DIMENSIONS
from .tmdl import indented, model_name

CUSTOMERS = "dim_customers"
# dimensions that choose customers; the others choose spends
OF_SPENDS = ("category", "payment_type")
OF_CUSTOMERS = [
    each.name for each in DIMENSIONS if each.name not in (*OF_SPENDS, "card")
]
AGGREGATIONS = {"sum": "SUM"}


class Measures:
    """Writes the DAX of the measures. Vars of dbt_project.yml give the smallest group that may
    be shown and the quantile of the intervals."""

    def __init__(self, manifest: dict, marts: dict[str, Mart], project: Path = HERE.parent):
        self.metrics = {each["name"]: each for each in manifest["metrics"].values()}
        self.semantic_models = manifest["semantic_models"].values()
        self.marts = marts
        variables = yaml.safe_load((project / "dbt_project.yml").read_text("utf-8"))["vars"]
        self.smallest = variables["disclosure_min_customers"]
        self.quantile = variables["confidence_z"]

    def column(self, table: str, column: str) -> str:
        return f"{table}[{self.marts[table].label(column)}]"

    def if_enough(self, dax: str) -> str:
        """Blank for a group that is too small to be shown, and where spends were chosen one by
        one, which leaves unknown how many customers they are of."""
        is_enough = f"COUNTROWS({CUSTOMERS}) >= {self.smallest}"
        return f"IF({is_enough} && NOT(ISFILTERED({FACT})), {dax})"

    def of_customers(self, dax: str) -> str:
        """Blank where spends were chosen, which have no customers and no incomes of their own."""
        chosen = " || ".join(f"ISFILTERED({name})" for name in OF_SPENDS)
        return f"IF(NOT({chosen}), {self.if_enough(dax)})"

    def base(self) -> dict[str, tuple[str, str]]:
        """Measure of the semantic layer to table and DAX, where it is more than a column."""
        spend = f"SUM({self.column(FACT, 'spend_inr')})"
        card = f'{self.column(FACT, "payment_type")} {{}} "Credit Card"'
        income = self.column(CUSTOMERS, "avg_monthly_income_inr")
        return {
            "customers": (CUSTOMERS, self.of_customers(f"COUNTROWS({CUSTOMERS})")),
            "months": (CUSTOMERS, "COUNTROWS(months)"),
            "income": (CUSTOMERS, self.of_customers(f"SUM({income}) * COUNTROWS(months)")),
            "case when payment_type = 'Credit Card' then spend_inr else 0 end": (
                FACT,
                self.if_enough(f"CALCULATE({spend}, KEEPFILTERS({card.format('=')}))"),
            ),
            "case when payment_type = 'Credit Card' then 0 else spend_inr end": (
                FACT,
                self.if_enough(f"CALCULATE({spend}, KEEPFILTERS({card.format('<>')}))"),
            ),
        }

    def measure(self, name: str) -> tuple[str, str]:
        """Table and DAX of a measure of the semantic layer."""
        base = self.base()
        if name in base:
            return base[name]
        for model in self.semantic_models:
            for measure in model["measures"]:
                if measure["name"] != name:
                    continue
                table, expression = model["node_relation"]["alias"], measure["expr"]
                if expression in base:
                    return base[expression]
                if expression not in self.marts[table].columns:
                    sys.exit(f"{name}: add the DAX of its expression to Measures.base.")
                dax = f"{AGGREGATIONS[measure['agg']]}({self.column(table, expression)})"
                return table, self.if_enough(dax)
        raise LookupError(name)

    def metric(self, metric: dict) -> tuple[str, str]:
        parameters = metric["type_params"]
        if metric["type"] == "ratio":
            over, under = (
                self.metrics[parameters[key]["name"]] for key in ("numerator", "denominator")
            )
            table, _ = self.metric(over)
            return table, f"DIVIDE([{over['label']}], [{under['label']}])"
        if metric["type"] == "derived":
            names = parameters["expr"].split(" / ")
            first, *others = (self.metrics[name]["label"] for name in names)
            dax = f"[{first}]"
            for under in others:
                dax = f"DIVIDE({dax}, [{under}])"
            return FACT, dax
        return self.measure(parameters["measure"]["name"])

    def by_table(self) -> dict[str, list[str]]:
        """Table to the texts of its measures, by their labels."""
        texts: dict[str, list[str]] = {}
        for metric in sorted(self.metrics.values(), key=lambda metric: metric["label"]):
            table, dax = self.metric(metric)
            if metric["name"].endswith("_inr"):
                written = r"\₹#,0"
            else:
                written = "0.0 %" if metric["type"] == "ratio" else "#,0"
            texts.setdefault(table, []).append(measure_text(
                metric["label"], dax, one_line(metric["description"]), written, "Metrics"
            ))
        texts[FACT] += [measure_text(*each, "Explore") for each in self.explored()]
        return texts

    def explored(self) -> list[tuple[str, str, str, str]]:
        """Label, DAX, description and format of what Explore sets beside the metrics."""
        found = []
        removed = ", ".join(f"REMOVEFILTERS({name})" for name in (*OF_CUSTOMERS, CUSTOMERS))
        for metric, over, under, whole in self.ratios():
            everybody = f"{metric}, everybody"
            found += [
                (
                    everybody, f"CALCULATE([{metric}], {removed})",
                    f"{metric} of all customers in the chosen months. Never add up.", "0.0 %",
                ),
                (
                    f"{metric}, above everybody (points)",
                    f"IF(NOT(ISBLANK([{metric}])), 100 * ([{metric}] - [{everybody}]))",
                    f"{metric} less that of all customers, in points. Never add up.",
                    "+0.0;-0.0;0.0",
                ),
            ]
            for end, sign in (("low", "-"), ("high", "+")):
                found.append((
                    f"{metric} interval, {end}", self.interval(metric, over, under, whole, sign),
                    f"{end.capitalize()} end of the 95 % interval of {metric.lower()}, the"
                    " customers being the sample. Never add up.", "0.0 %",
                ))
        spent = "Monthly spend per customer"
        found.append((
            f"{spent}, everybody", f"CALCULATE([{spent}], {removed})",
            f"{spent} of all customers in the chosen months. Never add up.", r"\₹#,0",
        ))
        return found

    def ratios(self) -> list[tuple[str, str, str, str]]:
        """Metric, what a customer adds above and below its line, and the whole below the line."""
        spend = f"CALCULATE(SUM({self.column(FACT, 'spend_inr')}))"
        card = self.column(FACT, "payment_type")
        by_card = spend.replace("))", f'), KEEPFILTERS({card} = "Credit Card"))')
        income = f"{self.column(CUSTOMERS, 'avg_monthly_income_inr')} * chosen"
        return [
            ("Income utilisation", spend, income, "[Income]"),
            ("Credit card share", by_card, spend, "[Total spend]"),
        ]

    def interval(self, metric: str, over: str, under: str, whole: str, sign: str) -> str:
        """An end of the 95 % interval of a ratio of sums over customers: Cochran, section 2.11."""
        end = f"ratio {sign} {self.quantile} * spread"
        return "\n".join([
            f"VAR ratio = [{metric}]",
            *(["VAR chosen = COUNTROWS(months)"] if "chosen" in under else []),
            f"VAR n = COUNTROWS({CUSTOMERS})",
            f"VAR squares = SUMX({CUSTOMERS}, ({over} - ratio * {under}) ^ 2)",
            f"VAR spread = DIVIDE(SQRT(DIVIDE(n, n - 1) * squares), {whole})",
            f"RETURN IF(NOT(ISBLANK(ratio)), {f'MAX(0, {end})' if sign == '-' else end})",
        ])


def measure_text(label: str, dax: str, description: str, written: str, folder: str) -> str:
    written_dax = "\n" + indented(dax, 2) if "\n" in dax else " " + dax
    return "\n".join([
        f"/// {description}", f"measure {model_name(label)} ={written_dax}",
        f"\tformatString: {written}", f"\tdisplayFolder: {folder}",
        f"\tlineageTag: {stable_id('measure', label)}",
    ])
