"""Faults planted in models and data: each must be caught by a test of the project.

A fault changes one place of a copied project. The build must fail by a data test or a
unit test, not by an error: the figures would be wrong, and something has to say so.
"""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest
from builds import copy_project, replace_once, run_dbt

pytestmark = pytest.mark.slow

FAULTS = {
    # what goes wrong: (file, old, new)
    "accepted rows are dropped": (
        "stg_spends.sql",
        "where quarantine_reasons is null",
        "where quarantine_reasons is null and category <> 'Others'",
    ),
    "accepted rows are doubled": (
        "fct_spends.sql",
        "from {{ ref('stg_spends') }}",
        "from {{ ref('stg_spends') }} cross join (values (1), (2)) as twice (n)",
    ),
    "quarantine lets negative spends in": (
        "stg_checked_spends.sql",
        "'spend_negative': 'is_spend_negative',",
        "",
    ),
    "quarantine keeps conflicting rows": (
        "stg_checked_spends.sql",
        "'rows_conflict': 'has_conflict',",
        "",
    ),
    "a join fans out": (
        "int_customer_totals.sql",
        "left join spends on customers.customer_id = spends.customer_id",
        "left join spends on customers.customer_id = spends.customer_id"
        " cross join (values (1), (2)) as twice (n)",
    ),
    "incomes are summed over a join that repeats customers": (
        "int_group_utilisation.sql",
        "        on memberships.customer_id = totals.customer_id\n),",
        "        on memberships.customer_id = totals.customer_id\n    inner join "
        "{{ ref('int_customer_groups') }} as repeats"
        " on memberships.customer_id = repeats.customer_id\n),",
    ),
    "customers without spends are lost": (
        "int_customer_totals.sql",
        "    left join spends",
        "    inner join spends",
    ),
    "two categories are swapped on one of two ways": (
        "int_customer_spends.sql",
        "    category,\n    payment_type,\n    cast",
        "    case category when 'Bills' then 'Food' when 'Food' then 'Bills' else category"
        " end as category,\n    payment_type,\n    cast",
    ),
    "two categories are swapped in staging": (
        "stg_recognised_spends.sql",
        "        categories.member as category,",
        "        case categories.member when 'Bills' then 'Food' when 'Food' then 'Bills'"
        " else categories.member end as category,",
    ),
    "months are off by one": (
        "stg_delivered_months.sql",
        "months.sort_order as month_number",
        "months.sort_order + 1 as month_number",
    ),
    "an unseen character makes another word": (
        "comparable.sql",
        "'[\\x{200B}-\\x{200D}\\x{2060}\\x{FEFF}]', '', 'g'",
        "'[\\x{2060}]', '', 'g'",
    ),
    "utilisation takes one month's income for all months": (
        "int_customer_utilisation.sql",
        "count(distinct month_start_date) as month_count",
        "1 as month_count",
    ),
    "the utilisation of a group is upside down": (
        "int_group_utilisation.sql",
        "100 * sum(avg_monthly_spend_inr) / sum(avg_monthly_income_inr) as utilisation_pct",
        "100 * sum(avg_monthly_income_inr) / sum(avg_monthly_spend_inr) as utilisation_pct",
    ),
    "a segment begins above its limit": (
        "int_customer_utilisation.sql",
        "when round(utilisation_pct, 9) >= {{ var('mid_value_min_utilisation_pct') }}",
        "when utilisation_pct > {{ var('mid_value_min_utilisation_pct') }} + 5",
    ),
    "a small cell leaks": (
        "hidden_cells.sql",
        "        ) as is_hidden\n    from cells",
        "        ) and false as is_hidden\n    from cells",
    ),
    "a small group leaks": (
        "int_published_profiles.sql",
        "        hidden.is_hidden as is_suppressed",
        "        hidden.is_hidden and measures.customer_count < 5 as is_suppressed",
    ),
    "a hidden cell is left alone": (
        "hidden_cells.sql",
        "        or member_rank <= 2\n"
        "        or smaller_customer_count < {{ var('disclosure_min_customers') }}\n",
        "",
    ),
    "a share is of everybody instead of the group": (
        "int_group_spend_mix.sql",
        "100 * sum(spend) / nullif(sum(total_spend), 0) as share_pct",
        "100 * sum(spend) / 1000000000 as share_pct",
    ),
    "the ends of an interval change places": (
        "confidence_interval.sql",
        "{{ estimate }} + {{ reach }} as {{ high }}",
        "{{ estimate }} - {{ reach }} as {{ high }}",
    ),
    "Holm forgets the number of comparisons": (
        "holm.sql",
        "p_value * (comparison_count - p_value_rank + 1)",
        "p_value",
    ),
    "a withheld key segment leaks": (
        "int_published_key_segments.sql",
        "    and withheld.key_segment is null\n",
        "",
    ),
    "a key segment is expected to be what it is": (
        "int_key_segment_differences.sql",
        "sums.utilisation_pct - expectations.expected_pct as",
        "sums.utilisation_pct - sums.utilisation_pct as",
    ),
    "a feature is recommended below its threshold": (
        "int_supported_features.sql",
        "    where evidence.ci_low >= coalesce(features.min_annual_spend_inr, evidence.ci_low)\n",
        "",
    ),
    "customers of a payment habit get their segment's card": (
        "int_customer_cards.sql",
        "order by designs.choice_order, designs.card_id",
        "order by designs.choice_order desc, designs.card_id",
    ),
    "rewards are paid above their cap": (
        "int_customer_rewards.sql",
        "    12 * sum(least(",
        "    12 * sum(greatest(",
    ),
    "a verdict is kinder than its interval": (
        "int_claim_verdicts.sql",
        "and figures.worst_rank <= claims.expected_high",
        "and figures.best_rank <= claims.expected_high",
    ),
    "an annual income has ten months": (
        "int_group_profiles.sql",
        "12 * profiles.avg_monthly_income_inr",
        "10 * profiles.avg_monthly_income_inr",
    ),
    "an effect is measured against another base": (
        "int_member_effects.sql",
        "then 1 else 0 end - sources.weight",
        "then 1 else 0 end - sources.weight / 2",
    ),
    "a table shows another attribute's members": (
        "cities.sql",
        "where attribute = 'city'",
        "where attribute in ('city', 'gender')",
    ),
}


@pytest.fixture(scope="module")
def spoilt_delivery(small_delivery, tmp_path_factory) -> Path:
    """The small delivery with what the faults need: bad rows, a silent customer, nine of
    a city."""
    folder = tmp_path_factory.mktemp("spoilt")
    header, *rows = (small_delivery / "dim_customers.csv").read_text().splitlines()
    rows = [row.replace(",Hyderabad,", ",Mumbai,") for row in rows]
    nine = [position for position, row in enumerate(rows) if ",Mumbai," in row][:9]
    for position in nine:
        rows[position] = rows[position].replace(",Mumbai,", ",Hyderabad,")
    rows.append("ATQCUS9999,25-34,Mumbai,Freelancers,Male,Single,30000")
    (folder / "dim_customers.csv").write_text("\n".join([header, *rows]) + "\n")
    spends = (small_delivery / "fact_spends.csv").read_text().splitlines()
    spends[1] = spends[1].rsplit(",", 1)[0] + ",-5"
    spends.append(spends[2].rsplit(",", 1)[0] + ",77777")
    (folder / "fact_spends.csv").write_text("\n".join(spends) + "\n")
    return folder


@dataclass
class Faulty:
    """A copy of the project, and a good warehouse of it to plant faults in."""

    project: Path
    good: Path
    raw_dir: Path

    def build(self, warehouse: Path, *selection: str) -> dict[str, str]:
        """Status by node of all that did not pass; dbt interrupts what runs when one fails."""
        said = run_dbt(
            "build", "--fail-fast", "--indirect-selection", "eager", *selection,
            raw_dir=self.raw_dir, warehouse=warehouse, target=self.project / "target",
            project=self.project,
        )
        assert "Encountered an error" not in said.stdout, said.stdout[-2000:]
        assert "Not published: " in said.stdout or said.returncode == 0
        results = json.loads((self.project / "target" / "run_results.json").read_text())
        return {
            result["unique_id"]: result["status"] for result in results["results"]
            if result["status"] in ("error", "fail")
            and "INTERRUPT Error" not in str(result["message"])
        }

    def models_of(self, file: Path) -> list[str]:
        """The models that a file makes: its own, or those that use its macro."""
        if file.is_relative_to(self.project / "models"):
            return [file.stem]
        manifest = json.loads((self.project / "target" / "manifest.json").read_text())
        macro = f"macro.mitron.{file.stem}"
        users = {
            key for key, value in manifest["macros"].items()
            if macro in value["depends_on"]["macros"]
        } | {macro}
        return [
            node["name"] for node in manifest["nodes"].values()
            if node["resource_type"] == "model" and users & set(node["depends_on"]["macros"])
        ]


@pytest.fixture(scope="module")
def faulty(tmp_path_factory, spoilt_delivery) -> Faulty:
    folder = tmp_path_factory.mktemp("faulty")
    return Faulty(copy_project(folder), folder / "mitron.duckdb", spoilt_delivery)


def test_the_project_without_a_fault_passes(faulty):
    """Runs first: it makes the good warehouse."""
    assert faulty.build(faulty.good) == {}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_planted_fault_is_caught_by_a_test(faulty, fault, tmp_path):
    """What the fault reaches is built anew, in a copy of the good warehouse."""
    name, old, new = FAULTS[fault]
    (file,) = [
        path for folder in ("models", "macros")
        for path in faulty.project.glob(f"{folder}/**/{name}")
    ]
    selection = [f"{model}+" for model in faulty.models_of(file)]
    assert selection
    original = file.read_text()
    replace_once(file, old, new)
    try:
        failing = faulty.build(
            shutil.copyfile(faulty.good, tmp_path / "mitron.duckdb"), "--select", *selection
        )
    finally:
        file.write_text(original)
    assert failing, "no test saw the fault"
    assert {node.split(".")[0] for node in failing} <= {"test", "unit_test"}, failing
    assert set(failing.values()) == {"fail"}, failing


def test_a_missing_parent_is_caught(small, dbt, tmp_path):
    warehouse = small.copy_to(tmp_path)
    with duckdb.connect(warehouse) as connection:
        connection.execute("delete from core.dim_categories where category = 'Bills'")
        connection.execute(
            "delete from core.dim_customers where customer_id ="
            " (select max(customer_id) from core.fct_spends)"
        )
    tests = dbt("test", "--select", "fct_spends_*_is_known", raw_dir=small.raw_dir).stdout
    assert "FAIL 1 fct_spends_category_is_known" in tests
    assert "FAIL 1 fct_spends_customer_id_is_known" in tests
    assert "ERROR=2 " in tests


def test_a_failed_condition_is_named_with_its_number_of_rows(small, dbt, tmp_path):
    warehouse = small.copy_to(tmp_path)
    with duckdb.connect(warehouse) as connection:
        connection.execute(
            "update marts.cities set customer_count = 5 where city in ('Mumbai', 'Chennai')"
        )
    output = dbt("test", "--select", "cities", raw_dir=small.raw_dir).stdout
    assert "cities: no_small_group fails in 2 rows (customer_count = 0 or customer_count >= " \
        in output
