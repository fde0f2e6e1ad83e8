"""The project itself: quiet, linted, documented, and true to what its README says."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest
from builds import PROJECT
from scipy.stats import norm


# how the names of an engine's versions of a macro begin, beside the macro itself
ENGINES = ("default__", "spark__")


@pytest.fixture(scope="module")
def manifest(target_path, pilot) -> dict:
    return json.loads((Path(target_path) / "manifest.json").read_text())


def test_a_build_prints_no_warning(pilot):
    assert "WARN=0 ERROR=0 SKIP=0" in pilot.output
    assert "warning" not in pilot.output.replace("0 warnings", "").lower()
    assert "deprecat" not in pilot.output.lower()


def test_sqlfluff_is_clean():
    lint = subprocess.run(
        [sys.executable, "-m", "sqlfluff", "lint", "models", "analyses", "tests"],
        cwd=PROJECT, capture_output=True, text=True,
    )
    assert lint.returncode == 0, lint.stdout


def test_docs_are_generated_without_a_warning(dbt, pilot):
    result = dbt("docs", "generate", warehouse=pilot.warehouse)
    assert result.returncode == 0, result.stdout
    assert "warn" not in result.stdout.lower()


def test_every_model_seed_macro_and_column_is_described(manifest, pilot):
    nodes = [
        node for node in manifest["nodes"].values()
        if node["resource_type"] in ("model", "seed")
    ]
    missing = [node["name"] for node in nodes if not node["description"]]
    with duckdb.connect(pilot.warehouse, read_only=True) as connection:
        columns = connection.execute(
            "select table_name, column_name, comment from duckdb_columns() where"
            " schema_name in ('raw', 'reference', 'staging', 'intermediate', 'core', 'marts')"
        ).fetchall()
    missing += [f"{table}.{column}" for table, column, comment in columns if not comment]
    built = {(table, column) for table, column, _ in columns}
    missing += [
        f"{node['name']}.{column} is described but not built"
        for node in nodes for column in node["columns"]
        if (node["name"], column) not in built
    ]
    own = [m for m in manifest["macros"].values() if m["package_name"] == "mitron"]
    missing += [
        macro["name"] for macro in own
        # an engine's version of a macro is what the macro is
        if not macro["description"] and not macro["name"].startswith(("test_", *ENGINES))
    ]
    assert missing == []


def test_a_macro_a_file_and_the_file_has_its_name(manifest):
    odd = [
        macro["original_file_path"] for macro in manifest["macros"].values()
        if macro["package_name"] == "mitron"
        and macro["original_file_path"].startswith("macros")
        and Path(macro["original_file_path"]).stem
        not in (macro["name"], *(macro["name"].removeprefix(engine) for engine in ENGINES))
        and not macro["name"].startswith("materialization_")
    ]
    assert odd == []


def test_marts_hold_no_customers(pilot):
    with duckdb.connect(pilot.warehouse, read_only=True) as connection:
        found = connection.execute(
            "select table_name from duckdb_columns()"
            " where schema_name = 'marts' and column_name = 'customer_id'"
        ).fetchall()
    assert found == []


@pytest.mark.parametrize(
    "analysis", sorted((PROJECT / "analyses").glob("*.sql")), ids=lambda path: path.stem
)
def test_an_analysis_runs_and_answers(analysis, dbt, pilot, target_path):
    compiled = Path(target_path) / "compiled" / "mitron" / "analyses" / analysis.name
    if not compiled.exists():
        assert dbt("compile", warehouse=pilot.warehouse).returncode == 0
    with duckdb.connect(pilot.warehouse, read_only=True) as connection:
        rows = connection.execute(compiled.read_text()).fetchall()
    assert rows


def test_the_normal_distribution_function_equals_scipys(dbt, pilot):
    """On a grid from -38 to 38, relative to the tail: small p-values decide."""
    result = dbt(
        "compile", "--quiet", "--inline", "select {{ normal_cdf('x') }} as p from points",
        warehouse=pilot.warehouse,
    )
    assert result.returncode == 0, result.stdout
    sql = result.stdout[result.stdout.index("select"):]
    points = [n / 50 for n in range(-1900, 1901)]
    with duckdb.connect() as connection:
        connection.execute("create table points as select unnest(?::double[]) as x", [points])
        found = [p for (p,) in connection.execute(sql).fetchall()]
    for x, p in zip(points, found, strict=True):
        assert p == pytest.approx(norm.cdf(x), rel=1e-6, abs=1e-290), x


def test_the_readme_shows_the_lineage_of_today(dbt, pilot):
    """The diagram in the README is what `dbt run-operation lineage` prints."""
    result = dbt("--quiet", "run-operation", "lineage", warehouse=pilot.warehouse)
    diagram = result.stdout.strip()
    assert diagram.startswith("flowchart") and diagram in (PROJECT / "README.md").read_text()


def test_the_readme_shows_the_figures_of_the_pilot(pilot):
    """Every figure in the README's tables comes from the shipped pilot."""
    readme = (PROJECT / "README.md").read_text()
    table = re.search(r"<!-- pilot figures -->\n(.*?)\n\n", readme, re.S).group(1)
    cities = pilot.read("marts.cities").sort("utilisation_pct", descending=True)
    rows = [
        f"| {c['city']} | {c['customer_count']:,} | {c['utilisation_pct']:.1f} % | "
        f"{c['utilisation_ci_low_pct']:.1f} to {c['utilisation_ci_high_pct']:.1f} | "
        f"{c['credit_card_share_pct']:.1f} % | {c['high_value_customer_count']:,} |"
        for c in cities.iter_rows(named=True)
    ]
    assert table.splitlines()[2:] == rows


def test_decisions_shows_how_far_choices_move_the_headline(dbt, pilot, target_path):
    """The table in DECISIONS.md is what its query returns on the shipped pilot."""
    name = "how_far_choices_move_the_headline.sql"
    compiled = Path(target_path) / "compiled" / "mitron" / "analyses" / name
    if not compiled.exists():
        assert dbt("compile", warehouse=pilot.warehouse).returncode == 0
    with duckdb.connect(pilot.warehouse, read_only=True) as connection:
        rows = connection.execute(compiled.read_text()).fetchall()
    page = (PROJECT / "DECISIONS.md").read_text()
    table = "\n".join(f"| {choice} | {figure:g} |" for choice, figure in rows)
    assert f"|---|---|\n{table}\n\n" in page


def test_ci_runs_the_test_command_of_the_readme():
    command = (PROJECT / ".ci" / "run").read_text().splitlines()[-1]
    assert f"```bash\n{command}\n```" in (PROJECT / "README.md").read_text()
