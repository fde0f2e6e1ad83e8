"""Faults planted in models and data: each must be caught by a test of the project.

A fault changes one place of a copied project. The build must fail by a data test or a
unit test, not by an error: the figures would be wrong, and something has to say so.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import duckdb
import pytest
from builds import copy_project, replace_once, run_dbt

pytestmark = pytest.mark.slow

FAULTS = {
    # what goes wrong: (file, old, new)
    "accepted rows are dropped": (
        "models/staging/stg_spends.sql",
        "where quarantine_reasons is null",
        "where quarantine_reasons is null and category <> 'Others'",
    ),
    "accepted rows are doubled": (
        "models/marts/core/fct_spends.sql",
        "from {{ ref('stg_spends') }}",
        "from {{ ref('stg_spends') }} cross join (values (1), (2)) as twice (n)",
    ),
    "quarantine lets negative spends in": (
        "models/staging/stg_checked_spends.sql",
        "'spend_negative': 'is_spend_negative',",
        "",
    ),
    "quarantine keeps conflicting rows": (
        "models/staging/stg_checked_spends.sql",
        "'rows_conflict': 'has_conflict',",
        "",
    ),
    "a join fans out": (
        "models/intermediate/int_customer_totals.sql",
        "left join spends on customers.customer_id = spends.customer_id",
        "left join spends on customers.customer_id = spends.customer_id"
        " cross join (values (1), (2)) as twice (n)",
    ),
    "incomes are summed over a join that repeats customers": (
        "models/intermediate/int_group_profiles.sql",
        "        on memberships.customer_id = totals.customer_id\n),",
        "        on memberships.customer_id = totals.customer_id\n    inner join "
        "{{ ref('int_customer_groups') }} as repeats"
        " on memberships.customer_id = repeats.customer_id\n),",
    ),
    "customers without spends are lost": (
        "models/intermediate/int_customer_totals.sql",
        "    left join spends",
        "    inner join spends",
    ),
    "two categories are swapped on one of two ways": (
        "models/intermediate/int_customer_spends.sql",
        "    category,\n    payment_type,\n    cast",
        "    case category when 'Bills' then 'Food' when 'Food' then 'Bills' else category"
        " end as category,\n    payment_type,\n    cast",
    ),
    "two categories are swapped in staging": (
        "models/staging/stg_recognised_spends.sql",
        "        categories.member as category,",
        "        case categories.member when 'Bills' then 'Food' when 'Food' then 'Bills'"
        " else categories.member end as category,",
    ),
    "months are off by one": (
        "models/staging/stg_recognised_spends.sql",
        "months.sort_order as month_number,",
        "months.sort_order + 1 as month_number,",
    ),
    "utilisation takes one month's income for all months": (
        "models/intermediate/int_customer_utilisation.sql",
        "count(distinct month_start_date) as month_count",
        "1 as month_count",
    ),
    "the utilisation of a group is upside down": (
        "models/intermediate/int_group_profiles.sql",
        "100 * sum(avg_monthly_spend_inr) / sum(avg_monthly_income_inr) as utilisation_pct",
        "100 * sum(avg_monthly_income_inr) / sum(avg_monthly_spend_inr) as utilisation_pct",
    ),
    "a segment begins above its limit": (
        "models/intermediate/int_customer_utilisation.sql",
        "when round(utilisation_pct, 9) >= {{ var('mid_value_min_utilisation_pct') }}",
        "when utilisation_pct > {{ var('mid_value_min_utilisation_pct') }} + 5",
    ),
    "a small cell leaks": (
        "models/intermediate/int_hidden_segment_members.sql",
        "        ) as is_hidden\n    from cells",
        "        ) and false as is_hidden\n    from cells",
    ),
    "a small group leaks": (
        "models/intermediate/int_published_profiles.sql",
        "        hidden.is_hidden as is_suppressed",
        "        hidden.is_hidden and measures.customer_count < 5 as is_suppressed",
    ),
    "a hidden cell is left alone": (
        "models/intermediate/int_hidden_segment_members.sql",
        "        or member_rank <= 2\n"
        "        or smaller_customer_count < {{ var('disclosure_min_customers') }}\n",
        "",
    ),
    "a share is of everybody instead of the group": (
        "models/intermediate/int_group_spend_mix.sql",
        "100 * sum(spend) / nullif(sum(total_spend), 0) as share_pct",
        "100 * sum(spend) / 1000000000 as share_pct",
    ),
    "the ends of an interval change places": (
        "macros/confidence_interval.sql",
        "{{ estimate }} + {{ reach }} as {{ high }}",
        "{{ estimate }} - {{ reach }} as {{ high }}",
    ),
    "Holm forgets the number of comparisons": (
        "macros/holm.sql",
        "p_value * (comparison_count - p_value_rank + 1)",
        "p_value",
    ),
    "a withheld key segment leaks": (
        "models/intermediate/key_segments/int_published_key_segments.sql",
        "where estimates.attribute_count > 1 and withheld.key_segment is null",
        "where estimates.attribute_count > 1",
    ),
    "a key segment keeps what its sample cannot tell": (
        "models/intermediate/key_segments/int_key_segment_estimates.sql",
        "            - (\n                1\n",
        "            - (\n                -9\n",
    ),
    "a feature is recommended below its threshold": (
        "models/intermediate/cards/int_supported_features.sql",
        "    where evidence.ci_low >= coalesce(features.min_monthly_spend_inr, evidence.ci_low)\n",
        "",
    ),
    "customers of a payment habit get their segment's card": (
        "models/intermediate/cards/int_customer_cards.sql",
        "order by designs.choice_order, designs.card_id",
        "order by designs.choice_order desc, designs.card_id",
    ),
    "rewards are paid above their cap": (
        "models/marts/decisions/launch_scenarios.sql",
        "        sum(least(",
        "        sum(greatest(",
    ),
    "a verdict is kinder than its interval": (
        "models/intermediate/claims/int_claim_verdicts.sql",
        "and figures.worst_rank <= claims.expected_high",
        "and figures.best_rank <= claims.expected_high",
    ),
    "an annual income has ten months": (
        "models/intermediate/int_group_measures.sql",
        "12 * profiles.avg_monthly_income_inr",
        "10 * profiles.avg_monthly_income_inr",
    ),
    "an effect is measured against another base": (
        "models/intermediate/effects/int_member_contrasts.sql",
        "then 1 else 0 end - sources.weight",
        "then 1 else 0 end - sources.weight / 2",
    ),
    "a table shows another attribute's members": (
        "models/marts/profiles/cities.sql",
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


@pytest.fixture(scope="module")
def project(tmp_path_factory) -> Path:
    return copy_project(tmp_path_factory.mktemp("faulty"))


def failing_nodes(project: Path, raw_dir: Path) -> dict[str, str]:
    """Status by node of all that did not pass; dbt interrupts what runs when one fails."""
    run_dbt(
        "build", "--fail-fast", raw_dir=raw_dir, warehouse=project / "mitron.duckdb",
        target=project / "target", project=project,
    )
    results = json.loads((project / "target" / "run_results.json").read_text())["results"]
    return {
        result["unique_id"]: result["status"] for result in results
        if result["status"] in ("error", "fail")
        and "INTERRUPT Error" not in str(result["message"])
    }


def test_the_project_without_a_fault_passes(project, spoilt_delivery):
    assert failing_nodes(project, spoilt_delivery) == {}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_planted_fault_is_caught_by_a_test(project, spoilt_delivery, fault):
    file, old, new = FAULTS[fault]
    original = (project / file).read_text()
    replace_once(project / file, old, new)
    try:
        failing = failing_nodes(project, spoilt_delivery)
    finally:
        (project / file).write_text(original)
    assert failing, "no test saw the fault"
    assert {node.split(".")[0] for node in failing} <= {"test", "unit_test"}, failing
    assert set(failing.values()) == {"fail"}, failing


def test_a_missing_parent_is_caught(small, dbt, tmp_path):
    warehouse = Path(shutil.copy(small.warehouse, tmp_path))
    with duckdb.connect(warehouse) as connection:
        connection.execute("delete from core.dim_categories where category = 'Bills'")
        connection.execute(
            "delete from core.dim_customers where customer_id ="
            " (select max(customer_id) from core.fct_spends)"
        )
    tests = dbt("test", "--select", "relationships_fct_spends*", raw_dir=small.raw_dir).stdout
    assert "FAIL 1 relationships_fct_spends_category__" in tests
    assert "FAIL 1 relationships_fct_spends_customer_id__" in tests
    assert "ERROR=2 " in tests
