"""The Metabase dashboard, made in a stand-in that checks each request (metabase_server.py)."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import duckdb
import pytest
from builds import PROJECT
from metabase_server import KEY, Metabase, serve

from bi.contract import columns_of, condition, read_manifest, read_marts, read_pages
from bi.metabase.questions import questions_of

POSTGRESQL = "postgresql://reader:a%20secret@db.bank.example:5433/mitron"


@pytest.fixture
def metabase(pilot):
    """A Metabase with the pilot's marts in a database that it knows."""
    made = Metabase(pilot.warehouse)
    made.databases[1] = {"id": 1, "name": "mitron", "engine": "postgres", "polls": 9}
    server, made.url = serve(made)
    yield made
    server.shutdown()


@pytest.fixture
def bring(metabase, target_path):
    """Runs the program on that Metabase."""
    def run(*arguments: str, key: str = KEY, url: str = "", **environment: str):
        return subprocess.run(
            [sys.executable, "-B", "-m", "bi.metabase", "--url", url or metabase.url,
             "--api-key", key, "--manifest", target_path / "manifest.json", *arguments],
            cwd=PROJECT, capture_output=True, text=True, env=os.environ | environment,
        )

    return run


@pytest.fixture(scope="module")
def questions(pilot, target_path):
    manifest = read_manifest(Path(target_path) / "manifest.json")
    marts = {mart.name: mart for mart in read_marts(manifest)}
    return questions_of(read_pages(manifest), marts)


def the_dashboard(metabase: Metabase) -> dict:
    (dashboard,) = metabase.dashboards.values()
    return dashboard


def test_it_makes_the_pages_and_a_second_run_writes_nothing(metabase, bring, questions):
    first = bring()
    assert first.returncode == 0, first.stdout + first.stderr
    assert f"{len(questions) + 2} created, 1 updated, 0 archived, 0 unchanged" in first.stdout
    dashboard = the_dashboard(metabase)
    assert f"{metabase.url}/dashboard/{dashboard['id']}" in first.stdout
    assert [tab["name"] for tab in dashboard["tabs"]] == [
        "Summary", "Demographics", "Customer segmentation", "Income by city and segment",
        "Expenditure by category", "Top categories and what follows", "Cards", "Claims",
    ]
    assert len(metabase.cards) == len(questions)
    metabase.requests.clear()
    second = bring()
    assert second.returncode == 0
    assert f"0 created, 0 updated, 0 archived, {len(questions) + 1} unchanged" in second.stdout
    assert not metabase.writes()


@pytest.mark.parametrize("version", ["v0.49.0", "v0.56.3.1", "v1.57.0-beta", "v0.61.2", "vUNKNOWN"])
def test_versions_read_and_write_queries_in_their_own_way(version, metabase, bring):
    metabase.version = version
    assert bring().returncode == 0
    metabase.requests.clear()
    assert bring().returncode == 0
    assert not metabase.writes()


def test_a_dry_run_says_what_would_be_done_and_does_nothing(metabase, bring, questions):
    said = bring("--dry-run")
    assert said.returncode == 0, said.stderr
    assert said.stdout.count("would be created") == len(questions) + 2
    assert "Dry run: " in said.stdout and not metabase.writes()
    assert bring().returncode == 0
    some = next(iter(metabase.cards.values()))
    some["display"] = "table" if some["display"] != "table" else "bar"
    metabase.requests.clear()
    said = bring("--dry-run")
    assert said.stdout.count("would be updated") == 1 and not metabase.writes()


def test_every_question_shows_the_rows_of_its_mart(metabase, bring, questions, pilot):
    assert bring().returncode == 0
    by_name = {card["name"]: card for card in metabase.cards.values()}
    with duckdb.connect(pilot.warehouse, read_only=True) as connection:
        for question in questions.values():
            answer = metabase.query(by_name[question.name]["id"], {}, {})
            assert answer["status"] == "completed", (question.name, answer)
            columns = columns_of(question.visual)
            assert [column["name"] for column in answer["data"]["cols"]] == columns
            where = condition(question.visual.get("where", {})) or "true"
            rows = connection.execute(
                f"select {', '.join(columns)} from marts.{question.mart.name} where {where}"
            ).fetchall()
            assert sorted(map(str, answer["data"]["rows"])) == sorted(
                str(list(row)) for row in rows
            )


def test_a_filter_moves_every_card_of_its_pages_that_has_the_column(metabase, bring, pilot):
    assert bring().returncode == 0
    dashboard = the_dashboard(metabase)
    parameters = {each["id"]: each for each in dashboard["parameters"]}
    assert {each["slug"] for each in parameters.values()} == {
        "card_name", "segment", "city", "category", "payment_type", "question", "verdict",
    }
    moved = 0
    for card in dashboard["dashcards"]:
        for mapping in card["parameter_mappings"]:
            assert mapping["card_id"] == card["card_id"]
            slug = parameters[mapping["parameter_id"]]["slug"]
            sql = metabase.cards[card["card_id"]]["dataset_query"]["native"]["query"]
            mart = sql.split("from ")[1].split()[0]
            with duckdb.connect(pilot.warehouse, read_only=True) as connection:
                [(value,)] = connection.execute(f"select max({slug}) from {mart}").fetchall()
            everything = metabase.query(card["card_id"], {}, {})["row_count"]
            answer = metabase.query(card["card_id"], {"parameters": [
                {"type": "string/=", "target": mapping["target"], "value": [value]},
            ]}, {})
            assert answer["status"] == "completed", answer
            assert answer["row_count"] <= everything
            moved += answer["row_count"] < everything
    assert moved > 10
    # what a page offers stands on that page: every parameter has a card
    mapped = {each["parameter_id"] for card in dashboard["dashcards"]
              for each in card["parameter_mappings"]}
    assert mapped == set(parameters)


def test_cards_lie_beside_each_other_on_the_grid(metabase, bring):
    assert bring().returncode == 0
    dashboard = the_dashboard(metabase)
    for tab in dashboard["tabs"]:
        taken: set[tuple[int, int]] = set()
        for card in dashboard["dashcards"]:
            if card["dashboard_tab_id"] != tab["id"]:
                continue
            assert card["col"] + card["size_x"] <= 24
            cells = {
                (card["row"] + down, card["col"] + right)
                for down in range(card["size_y"]) for right in range(card["size_x"])
            }
            assert not cells & taken, tab["name"]
            taken |= cells
        assert taken


def test_what_people_made_stays_and_what_is_gone_is_archived(metabase, bring):
    assert bring().returncode == 0
    some = dict(next(iter(metabase.cards.values())))
    # two of one name, which is nobody's business
    by_hand = {"name": "A question of somebody", "description": "by hand"}
    theirs = [metabase.add_card(0, some | by_hand, {}) for _ in range(2)]
    old = metabase.add_card(0, some | {"name": "A page of last year"}, {})["id"]
    said = bring()
    assert said.returncode == 0, said.stderr
    assert "archived: A page of last year" in said.stdout
    assert metabase.cards[old]["archived"]
    assert not any(metabase.cards[each["id"]]["archived"] for each in theirs)


@pytest.mark.parametrize("model", ["cards", "dashboards"])
def test_what_somebody_else_made_is_not_written_over(model, metabase, bring):
    assert bring().returncode == 0
    thing = next(iter(getattr(metabase, model).values()))
    thing["description"] = "Mine."
    metabase.requests.clear()
    assert_one_sentence(bring(), f"has a {thing['name']} that somebody else made", "--collection")
    assert not [path for _, path in metabase.writes() if path.startswith("/api/dashboard")]


def test_ids_of_tabs_and_cards_stay_when_a_place_changes(metabase, bring):
    """Links to them, and what people set on them, stay."""
    assert bring().returncode == 0
    before = {card["card_id"]: card["id"] for card in the_dashboard(metabase)["dashcards"]}
    tabs = [tab["id"] for tab in the_dashboard(metabase)["tabs"]]
    the_dashboard(metabase)["dashcards"][0]["row"] = 40
    said = bring()
    assert "updated: tabs and cards" in said.stdout
    after = {card["card_id"]: card["id"] for card in the_dashboard(metabase)["dashcards"]}
    assert {key: of for key, of in after.items() if key} == {
        key: of for key, of in before.items() if key
    }
    assert [tab["id"] for tab in the_dashboard(metabase)["tabs"]] == tabs


def test_it_connects_the_database_where_that_is_asked(metabase, bring):
    metabase.databases.clear()
    refused = bring()
    assert refused.returncode == 1
    assert refused.stderr.strip() == (
        f"{metabase.url}: expected a database mitron, found none. Name yours with --database, or"
        " connect it with --connect."
    )
    dry = bring("--connect", "--dry-run", MITRON_METABASE_CONNECT=POSTGRESQL)
    assert dry.returncode == 0 and not metabase.writes()
    made = bring("--connect", MITRON_METABASE_CONNECT=POSTGRESQL)
    assert made.returncode == 0, made.stderr
    (database,) = metabase.databases.values()
    assert database["details"] == {
        "host": "db.bank.example", "port": 5433, "dbname": "mitron", "user": "reader",
        "password": "a secret",
    }
    assert ("POST", f"/api/database/{database['id']}/sync_schema") in metabase.requests
    assert "a secret" not in made.stdout + made.stderr + dry.stdout


def assert_one_sentence(result: subprocess.CompletedProcess, *said: str) -> None:
    assert result.returncode == 1, result.stdout
    assert "Traceback" not in result.stderr and result.stderr.count("\n") == 1, result.stderr
    for words in said:
        assert words in result.stderr
    assert KEY not in result.stdout + result.stderr


def test_what_is_wrong_is_one_sentence(metabase, bring):
    assert_one_sentence(bring(key="mb_wrong"), "does not know this key", "API keys")
    assert_one_sentence(bring("--database", "other"), "expected a database other, found mitron")
    assert_one_sentence(bring(url="http://127.0.0.1:9"), "does not answer")
    assert_one_sentence(
        bring("--connect", "--database", "new", MITRON_METABASE_CONNECT="mysql://a/b"),
        "MITRON_METABASE_CONNECT: expected postgresql://",
    )
    assert_one_sentence(
        bring("--connect", "--database", "new",
              MITRON_METABASE_CONNECT="postgresql://a:b@nowhere/mitron"),
        "The connection attempt failed",
    )
    assert_one_sentence(bring(key="mb_ schlüssel"), "copy it again")
    metabase.databases[1]["native_permissions"] = "none"
    assert_one_sentence(bring("--dry-run"), "may not ask database mitron in SQL")
    del metabase.databases[1]["native_permissions"]
    metabase.may_write = False
    assert_one_sentence(bring(), "the key's group may not POST /api/collection", "Curate")
    metabase.version = "v0.48.6"
    assert_one_sentence(bring(), "is Metabase v0.48.6: expected version 49 or later")
    assert not metabase.cards


def test_two_of_one_name_are_told_not_guessed(metabase, bring):
    assert bring().returncode == 0
    metabase.add_collection(0, {"name": "Mitron"}, {})
    assert_one_sentence(bring(), "has 2 collections Mitron: rename all but one")


def test_a_database_without_the_marts_or_a_column_is_told(metabase, bring, tmp_path, pilot):
    empty = tmp_path / "mitron.duckdb"
    with duckdb.connect(empty) as connection:
        connection.execute("create schema marts; create table marts.cities (city text)")
    metabase.warehouse = empty
    assert_one_sentence(
        bring("--patience", "2"), "sees no about, ", "cities.utilisation_pct, ",
        "in schema marts", "role mitron_reader",
    )
    assert ("POST", "/api/database/1/sync_schema") in metabase.requests


def test_another_address_is_named_not_followed(bring):
    """A redirect turns a POST into a GET, and would carry the key to another host."""
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(301)
            self.send_header("Location", "https://metabase.example/api")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_):
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    said = bring(url=f"http://127.0.0.1:{server.server_address[1]}")
    server.shutdown()
    assert_one_sentence(said, "leads to https://metabase.example/api: name that one.")


def test_the_stand_in_refuses_what_the_page_does_not_know(metabase):
    """The check of requests is one."""
    for method, path, body in (
        ("POST", "/api/card", {"name": "a"}),
        ("POST", "/api/collection", {"name": " "}),
        ("POST", "/api/collection", {"name": "a", "colour": "red"}),
        ("PUT", "/api/dashboard/1/cards", {"cards": []}),
    ):
        with pytest.raises(Exception, match=r"40[04]"):
            metabase.answer(method, path, KEY, body)


def test_numbers_carry_their_unit_and_label(questions):
    for question in questions.values():
        card = question.card(1, 2, dict.fromkeys(question.mart.columns, 3))
        for key, setting in card["visualization_settings"]["column_settings"].items():
            column = key.split('"')[3]
            assert setting["column_title"] == question.mart.label(column)
            if column.endswith("_inr"):
                assert setting["prefix"] == "₹"
            if column.endswith("_pct"):
                assert (setting["number_style"], setting["decimals"]) == ("decimal", 1)
