"""The house: folders in one order, a key for every model, names that a reader can take in."""

from __future__ import annotations

import json
from pathlib import Path

import duckdb
import pytest

# A model reads from its own folder and from those before it. A mart's steps belong to its folder.
FOLDERS = [
    "seeds/raw",
    "seeds/reference",
    "staging",
    "intermediate/customers",
    "intermediate/groups",
    "intermediate/disclosure",
    "marts/core",
    "marts/drivers",
    "marts/delivery",
    "marts/profiles",
    "marts/key_segments",
    "marts/cards",
    "marts/insights",
    "marts/changes",
]
GRAIN_TESTS = ("unique", "unique_combination")


def folder_of(node: dict) -> str:
    parts = Path(node["original_file_path"]).parent.parts
    return "/".join(p for p in parts if p not in ("models", "steps"))


def arrows_against(nodes: dict[str, dict]) -> list[str]:
    """Models that read from a later folder, and what they read."""
    return [
        f"{node['name']} ({folder_of(node)}) reads {nodes[parent]['name']}"
        f" ({folder_of(nodes[parent])})"
        for node in nodes.values()
        for parent in node["depends_on"].get("nodes", [])
        if parent in nodes
        and FOLDERS.index(folder_of(nodes[parent])) > FOLDERS.index(folder_of(node))
    ]


@pytest.fixture(scope="module")
def manifest(target_path, pilot) -> dict:
    return json.loads((Path(target_path) / "manifest.json").read_text())


@pytest.fixture(scope="module")
def nodes(manifest) -> dict[str, dict]:
    """Models and seeds by id."""
    return {
        key: node for key, node in manifest["nodes"].items()
        if node["resource_type"] in ("model", "seed")
    }


@pytest.fixture(scope="module")
def tests(manifest) -> list[dict]:
    return [node for node in manifest["nodes"].values() if node["resource_type"] == "test"]


def test_every_folder_has_its_place(nodes):
    assert {folder_of(node) for node in nodes.values()} == set(FOLDERS)


def test_arrows_between_folders_run_one_way(nodes):
    assert arrows_against(nodes) == []


def test_an_arrow_against_the_order_is_named(nodes):
    cities = nodes["model.mitron.cities"]
    backwards = {**cities, "depends_on": {"nodes": ["model.mitron.insights"]}}
    assert arrows_against({**nodes, "model.mitron.cities": backwards}) == [
        "cities (marts/profiles) reads insights (marts/insights)"
    ]


def test_every_model_has_a_test_of_its_grain(nodes, tests):
    tested = {
        test["attached_node"] for test in tests
        if (test.get("test_metadata") or {}).get("name") in GRAIN_TESTS
    }
    models = {key for key, node in nodes.items() if node["resource_type"] == "model"}
    assert models - tested == set()


def test_every_published_table_has_its_key_in_the_contract(nodes, pilot):
    keys = {
        node["name"]: next(
            (c["columns"] for c in node["constraints"] if c["type"] == "primary_key"), None
        )
        for node in nodes.values() if node["schema"] == "marts"
    }
    assert [name for name, key in keys.items() if not key] == []
    with duckdb.connect(pilot.warehouse, read_only=True) as connection:
        found = dict(connection.execute(
            "select table_name, constraint_column_names from duckdb_constraints()"
            " where schema_name = 'marts' and constraint_type = 'PRIMARY KEY'"
        ).fetchall())
    assert found == keys


def test_no_constraint_prints_a_customer(nodes):
    """A violated key is printed with its value: tables of customers keep tests only."""
    constrained = [
        node["name"] for node in nodes.values()
        if "customer_id" in node["columns"]
        and (node.get("constraints") or any(c.get("constraints") for c in node["columns"].values()))
    ]
    assert constrained == []


def test_every_test_is_about_a_node(tests):
    """Schedulers that run node by node give a test without one to no task."""
    assert [test["name"] for test in tests if not test["depends_on"]["nodes"]] == []


def test_tests_have_short_names_of_their_own(tests):
    assert [t["name"] for t in tests if len(t["name"]) > 80 or t["alias"] != t["name"]] == []


def test_published_figures_are_rounded(nodes, build):
    """INR to 2 decimals, everything else to 4; schema core is not rounded."""
    columns = [
        (node["name"], column["name"]) for node in nodes.values()
        if node["schema"] == "marts"
        for column in node["columns"].values() if column["data_type"] == "double"
    ]
    assert len(columns) > 200
    with duckdb.connect(build.warehouse, read_only=True) as connection:
        longer = [
            f"{table}.{column}" for table, column in columns
            if connection.execute(
                f"select count(*) from marts.{table}"
                f" where {column} <> round({column}, {2 if '_inr' in column else 4})"
            ).fetchall() != [(0,)]
        ]
    assert longer == []


def test_who_may_read_a_model(manifest, nodes):
    """Marts are for everybody, their steps are not; exposures read what is public."""
    for node in nodes.values():
        if node["resource_type"] == "model":
            assert node["access"] == (
                "public" if node["schema"] in ("marts", "core") else "protected"
            ), node["name"]
            assert node["group"] in {group["name"] for group in manifest["groups"].values()}
    read = {
        parent for exposure in manifest["exposures"].values()
        for parent in exposure["depends_on"]["nodes"]
    }
    assert {nodes[parent]["access"] for parent in read} == {"public"}
