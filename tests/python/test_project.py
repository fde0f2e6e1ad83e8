"""The project itself: quiet, linted, documented, and true to what its README says."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from datetime import date
from pathlib import Path

import duckdb
import pytest
from builds import PROJECT, copy_project, run_dbt
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


@pytest.mark.parametrize("tool", [["ruff", "check"], ["mypy"]], ids=lambda tool: tool[0])
def test_python_is_linted_and_typed(tool):
    check = subprocess.run(
        [sys.executable, "-m", *tool], cwd=PROJECT, capture_output=True, text=True,
    )
    assert check.returncode == 0, check.stdout + check.stderr


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


def test_the_readme_shows_the_figures_of_the_pilot(pilot):
    """Every figure in the README's tables comes from the shipped pilot."""
    readme = (PROJECT / "README.md").read_text()
    table = re.search(r"<!-- pilot figures -->\n(.*?)\n\n", readme, re.S)
    assert table
    cities = pilot.read("marts.cities").sort("utilisation_pct", descending=True)
    rows = [
        f"| {c['city']} | {c['customer_count']:,} | {c['utilisation_pct']:.1f} % | "
        f"{c['utilisation_ci_low_pct']:.1f} to {c['utilisation_ci_high_pct']:.1f} | "
        f"{c['credit_card_share_pct']:.1f} % | {c['high_value_customer_count']:,} |"
        for c in cities.iter_rows(named=True)
    ]
    assert table[1].splitlines()[2:] == rows


def test_the_readme_tells_the_findings_of_the_pilot(pilot):
    readme = (PROJECT / "README.md").read_text()
    _, _, rest = readme.partition("<!-- pilot findings -->\n")
    findings, _, _ = rest.partition("\n\n")

    def one(table, **key):
        return pilot.read(table).filter(**key).row(0, named=True)

    def shown(row, figure, unit=""):
        low, high = (figure.replace("_pct", f"_ci_{end}_pct") for end in ("low", "high"))
        return f"{row[figure]:.1f} %{unit} ({row[low]:.1f} to {row[high]:.1f}"

    city = one("marts.utilisation_drivers", attribute="city")
    occupation = one("marts.utilisation_drivers", attribute="occupation")
    segment = one("marts.key_segments", usable_tier=1)
    portfolio = one("marts.portfolio")
    assert pilot.read("marts.key_segments").filter(usable_tier=1).height == 1
    assert segment["key_segment"] == "city: Mumbai · occupation: Salaried IT Employees"
    expected = [
        shown(city, "lost_without_pct", " of the differences").replace("(", "(95 % interval "),
        shown(occupation, "lost_without_pct"),
        f"among {city['customer_count']:,} customers",
        f"{segment['utilisation_pct']:.1f} % of their income"
        f" ({segment['utilisation_ci_low_pct']:.1f} to {segment['utilisation_ci_high_pct']:.1f},"
        f" {segment['customer_count']:,} customers)",
        f"{shown(portfolio, 'utilisation_pct')}, {portfolio['customer_count']:,} customers)",
    ]
    for age in ("25-34", "21-24"):
        group = one("marts.age_groups", age_group=age)
        unit = " of their spend by credit card" if age == "25-34" else ""
        shares = shown(group, "credit_card_share_pct", unit)
        expected.append(f"{shares}, {group['customer_count']:,} customers)")
    for text in expected:
        assert text in findings, text


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


@pytest.mark.parametrize(
    "reason, is_ci, outcome",
    [
        ("there is no browser", True, "failed"),
        ("there is no browser", False, "skipped"),
        ("no right to mount a small disk", True, "skipped"),
    ],
)
def test_a_skip_that_ci_does_not_know_is_a_failure(reason, is_ci, outcome, tmp_path):
    (tmp_path / "test_it.py").write_text(
        f"import pytest\ndef test_it():\n    pytest.skip({reason!r})\n"
    )
    environment = {key: value for key, value in os.environ.items() if key != "CI"}
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "ci_skips", "test_it.py"],
        cwd=tmp_path, capture_output=True, text=True,
        env=environment
        | {"PYTHONPATH": str(Path(__file__).parent)}
        | ({"CI": "1"} if is_ci else {}),
    )
    assert f"1 {outcome}" in run.stdout, run.stdout


def test_what_a_package_brings_is_made_as_dbt_does(tmp_path):
    """A CSV dropped into seeds/, one without rows, and a package's seed, table and unit test. A
    table of ours takes the place of a view, and stays where a statement fails."""
    project = copy_project(tmp_path)
    seeds = project / "seeds" / "reference"
    (seeds / "my_lookup.csv").write_text("a,b,on_day\n1,x;y,2026-01-02\n2,,\n")
    (seeds / "exceptions.csv").write_text("fct_name,column_name\n")
    package = project / "local" / "other"
    (package / "seeds").mkdir(parents=True)
    (package / "seeds" / "theirs.csv").write_text("code,name\n007,Bond\n")
    (package / "seeds" / "theirs.yml").write_text(
        "seeds:\n  - name: theirs\n    description: Codes.\n"
        "    config:\n      column_types: {code: varchar}\n"
        "      persist_docs: {relation: true, columns: true}\n"
        "    columns: [{name: code, description: A code.}, {name: gone, description: Gone.}]\n"
    )
    (package / "models").mkdir()
    (package / "models" / "their_table.sql").write_text(
        "{{ config(materialized='table', indexes=[{'columns': ['code']}]) }}"
        " select * from {{ ref('theirs') }}"
    )
    unit_test = (
        "unit_tests: [{name: theirs_stay, model: their_table,"
        " given: [{input: ref('theirs'), rows: [{code: '1'}, {name: Q}]}],"
        " expect: {rows: [{code: '1', name: null}, {code: null, name: QUEUE}]}}]\n"
    )
    (package / "models" / "their_table.yml").write_text(unit_test.replace("QUEUE", "Q"))
    (package / "dbt_project.yml").write_text("name: other\nversion: '1.0'\n")
    (project / "packages.yml").write_text("packages:\n  - local: local/other\n")
    warehouse, target = tmp_path / "mitron.duckdb", tmp_path / "target"
    subprocess.run([sys.executable, "-m", "dbt.cli.main", "deps"], cwd=project, check=True)


    def run(*command: str) -> int:
        return run_dbt(
            *command, raw_dir=None, warehouse=warehouse, target=target, project=project
        ).returncode

    ours = project / "models" / "intermediate" / "groups" / "int_ours.sql"
    ours.write_text("{{ config(materialized='view') }} select 1 as x")
    assert run("seed", "--select", "my_lookup", "exceptions", "theirs") == 0
    assert run("build", "--select", "their_table", "int_ours") == 0
    (package / "models" / "their_table.yml").write_text(unit_test)
    assert run("build", "--select", "their_table") == 1
    ours.write_text("select 2 as x")
    assert run("run", "--select", "int_ours") == 0
    ours.write_text("select 3 as x union all select error('no')")
    assert run("run", "--select", "int_ours") == 1
    with duckdb.connect(warehouse, read_only=True) as connection:
        def rows(table):
            return connection.execute(f"from {table}").fetchall()

        assert rows("reference.my_lookup") == [
            (1, "x;y", date(2026, 1, 2)), (2, None, None),
        ]
        assert rows("reference.exceptions") == []
        assert rows("main.theirs") == rows("main.their_table") == [("007", "Bond")]
        assert rows("intermediate.int_ours") == [(2,)]
        assert connection.execute(
            "select table_name from duckdb_indexes() where schema_name = 'main'"
        ).fetchall() == [("their_table",)]
        [(comment,)] = connection.execute(
            "select comment from duckdb_columns() where table_name = 'theirs'"
            " and column_name = 'code'"
        ).fetchall()
    assert comment == "A code."
