"""Dagster and Airflow with Cosmos, from PyPI, run the project and publish it.

Each has an environment of its own: they pin what the project does not. The programs that they
run are those of `docs/operations.md`.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from builds import PROJECT, copy_project, environment_of, manifest_of, run_dbt

pytestmark = pytest.mark.slow

DAGSTER = """
import sys
from pathlib import Path

from dagster import materialize
from dagster_dbt import DbtCliResource, dbt_assets

PROJECT = Path(sys.argv[1])

{recipe}

dbt = DbtCliResource(
    project_dir=str(PROJECT), dbt_executable=str(Path(sys.executable).parent / "dbt")
)
result = materialize([mitron], resources={{"dbt": dbt}})
print("assets:", len(result.asset_materializations_for_node("mitron")))
"""

# writes the commands of the tasks, in an order in which Airflow may run them
COSMOS = """
import json
import sys
from pathlib import Path

from cosmos import DbtDag, ExecutionConfig, ProfileConfig, ProjectConfig, RenderConfig
from cosmos.constants import LoadMode

PROJECT = Path(sys.argv[1])
dag = DbtDag(
    dag_id="mitron",
    max_active_tasks=1,
    project_config=ProjectConfig(
        manifest_path=Path(sys.argv[2]), project_name="mitron"
    ),
    profile_config=ProfileConfig(
        profile_name="mitron", target_name="dev", profiles_yml_filepath=PROJECT / "profiles.yml"
    ),
    execution_config=ExecutionConfig(dbt_project_path=PROJECT),
    render_config=RenderConfig(
        load_method=LoadMode.DBT_MANIFEST, dbt_project_path=PROJECT,
        should_detach_multiple_parents_tests=True,
    ),
)
commands = [
    task.build_cmd(context={}, cmd_flags=task.add_cmd_flags())[0][1:]
    for task in dag.topological_sort() if hasattr(task, "build_cmd")
]
Path(sys.argv[3]).write_text(json.dumps(commands))
"""


def environment(folder: Path, *packages: str) -> Path:
    """Python with the project's requirements and some packages more."""
    uv = [sys.executable, "-m", "uv", "--quiet", "--system-certs"]
    python = folder / "bin" / "python"
    subprocess.run([*uv, "venv", str(folder)], check=True)
    subprocess.run([
        *uv, "pip", "install", "--python", str(python),
        "-r", str(PROJECT / "requirements.txt"), *packages,
    ], check=True, timeout=600)
    return python


def recipe_of(page: str) -> str:
    """The lines of the page's Dagster recipe, with our project's path."""
    text = (PROJECT / "docs" / page).read_text(encoding="utf-8")
    block = text.split("**Dagster**")[1].split("```python\n")[1].split("```")[0]
    assert block.count('Path("/srv/mitron') == 1
    return block.replace('Path("/srv/mitron', 'Path(f"{PROJECT}')


def test_dagster_materialises_all_assets_and_publishes_once(small_delivery, tmp_path):
    project = copy_project(tmp_path)
    parsed = run_dbt(
        "parse", raw_dir=small_delivery, warehouse=tmp_path / "mitron.duckdb",
        target=project / "target", project=project,
    )
    assert parsed.returncode == 0, parsed.stdout
    python = environment(tmp_path / "dagster", "dagster==1.13.27", "dagster-dbt==0.29.27")
    script = tmp_path / "assets.py"
    script.write_text(DAGSTER.format(recipe=recipe_of("operations.md")))
    result = subprocess.run(
        [python, script, project], capture_output=True, text=True, timeout=600,
        env=environment_of(tmp_path / "mitron.duckdb", small_delivery) | {
            "DAGSTER_HOME": str(tmp_path)
        },
    )
    said = result.stdout + result.stderr
    assert result.returncode == 0, said[-3000:]
    models = json.loads((project / "target" / "manifest.json").read_text())["nodes"].values()
    assets = sum(node["resource_type"] in ("model", "seed") for node in models)
    assert f"assets: {assets}" in result.stdout
    assert said.count("Published ") == 1 and "Not published" not in said
    assert manifest_of(tmp_path / "published")["previous_folder"] is None


@pytest.fixture(scope="module")
def tasks(target_path, tmp_path_factory) -> list[list[str]]:
    """The commands of Cosmos' tasks."""
    folder = tmp_path_factory.mktemp("cosmos")
    python = environment(folder / "cosmos", "astronomer-cosmos==1.15.1", "apache-airflow==3.3.2")
    (folder / "dag.py").write_text(COSMOS)
    rendered = subprocess.run(
        [python, folder / "dag.py", PROJECT, target_path / "manifest.json",
         folder / "commands.json"], capture_output=True, text=True, timeout=300,
        env=environment_of(folder / "mitron.duckdb", None) | {"AIRFLOW_HOME": str(folder)},
    )
    assert rendered.returncode == 0, rendered.stderr[-2000:]
    return json.loads((folder / "commands.json").read_text())


def test_cosmos_runs_every_node(tasks, dbt):
    """What its tasks select is the whole project, unit tests too."""
    def listed(*arguments: str) -> set[str]:
        result = dbt("--quiet", "ls", *arguments)
        assert result.returncode == 0, result.stdout
        return set(result.stdout.split())

    wanted = listed("--resource-types", "model", "seed", "test", "unit_test")
    chosen: set[str] = set()
    for command, types in (
        ("seed", ["seed"]), ("run", ["model"]), ("test", ["test", "unit_test"]),
    ):
        selected: list[str] = []
        excluded: list[str] = []
        for name, *arguments in tasks:
            if name == command:
                options = dict(zip(arguments[::2], arguments[1::2], strict=True))
                assert set(options) <= {"--select", "--exclude"}, options
                selected += options["--select"].split()
                excluded += options.get("--exclude", "").split()
        # what one task leaves to another is a task of its own
        assert set(excluded) <= set(selected)
        chosen |= listed("--resource-types", *types, "--select", *selected)
    assert chosen == wanted


def test_cosmos_last_task_publishes(tasks, dbt, small, small_delivery, tmp_path):
    """From a changed model on, task by task as Airflow runs them: the last one publishes."""
    small.copy_to(tmp_path)
    first = next(i for i, task in enumerate(tasks) if "int_current_rows" in task[2])
    assert len(tasks) - first > 10
    said = []
    for command in tasks[first:]:
        result = dbt(*command, raw_dir=small_delivery)
        assert result.returncode == 0, result.stdout[-2000:]
        said.append("Published " in result.stdout)
    assert said == [False] * (len(said) - 1) + [True]
