"""A stand-in for Metabase: no Metabase can be installed here.

It checks each request against Metabase's published API (docs/api of metabase/metabase: paths,
required fields and their types) and is stricter: a field that the page does not name is refused.
Its answers follow what the pages of versions 47 to 58 and the backend's source say: text for 401,
403 and 404, `errors` for 400, 202 for queries, MBQL 5 from version 57 on unless legacy is asked
for, a sync that takes its time, a dashboard that a PUT replaces as a whole. Questions are run, in
DuckDB, with their field filters.
"""

from __future__ import annotations

import copy
import json
import re
import threading
import urllib.parse
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import duckdb

KEY = "mb_a-key-for-this-test"
NUMBER, TEXT, MAP, LIST, FLAG = int, str, dict, list, bool
# path and method to the fields that the page names: type, and whether it is required
CARD: dict[str, tuple[type, bool]] = {
    "name": (TEXT, True), "dataset_query": (MAP, True), "display": (TEXT, True),
    "visualization_settings": (MAP, True), "type": (TEXT, False), "description": (TEXT, False),
    "collection_id": (NUMBER, False), "collection_position": (NUMBER, False),
    "parameters": (LIST, False), "parameter_mappings": (LIST, False),
}
BODIES: dict[tuple[str, str], dict[str, tuple[type, bool]]] = {
    ("POST", "/api/database"): {
        "name": (TEXT, True), "engine": (TEXT, True), "details": (MAP, True),
        "is_full_sync": (FLAG, False),
    },
    ("POST", "/api/collection"): {
        "name": (TEXT, True), "description": (TEXT, False), "parent_id": (NUMBER, False),
    },
    ("POST", "/api/card"): CARD,
    ("PUT", "/api/card/:id"): {
        **{name: (kind, False) for name, (kind, _) in CARD.items()}, "archived": (FLAG, False),
    },
    ("POST", "/api/dashboard"): {
        "name": (TEXT, True), "description": (TEXT, False), "collection_id": (NUMBER, False),
        "parameters": (LIST, False),
    },
    ("PUT", "/api/dashboard/:id"): {
        "name": (TEXT, False), "description": (TEXT, False), "parameters": (LIST, False),
        "dashcards": (LIST, False), "tabs": (LIST, False), "archived": (FLAG, False),
    },
}
DASHCARD: dict[str, tuple[type, bool]] = {
    "id": (NUMBER, True), "size_x": (NUMBER, True), "size_y": (NUMBER, True),
    "row": (NUMBER, True), "col": (NUMBER, True), "card_id": (NUMBER, False),
    "dashboard_tab_id": (NUMBER, False), "parameter_mappings": (LIST, False),
    "visualization_settings": (MAP, False), "series": (LIST, False),
}
DISPLAYS = {"table", "bar", "line", "row", "pie", "scalar", "combo", "gauge"}
PARAMETER_TYPES = {"string/=", "number/=", "category", "date/all-options"}


class Refused(Exception):
    """An answer other than 2xx: status, and text or JSON."""


class Metabase:
    """What the server holds. Tests change it as an administrator or another person would."""

    def __init__(self, warehouse: Path, version: str = "v0.58.4", is_admin: bool = True):
        self.warehouse, self.version, self.is_admin = warehouse, version, is_admin
        self.polls_until_synced = 2
        self.next_id = 100
        self.databases: dict[int, dict] = {}
        self.collections: dict[int, dict] = {}
        self.cards: dict[int, dict] = {}
        self.dashboards: dict[int, dict] = {}
        self.requests: list[tuple[str, str]] = []
        self.field_ids: dict[tuple[str, str], int] = {}
        self.may_write = True
        self.url = ""

    def new_id(self) -> int:
        self.next_id += 1
        return self.next_id

    @property
    def major(self) -> int:
        """A build of somebody's own is one of today's."""
        return int(self.version.split(".")[1]) if "." in self.version else 99

    def writes(self) -> list[tuple[str, str]]:
        return [each for each in self.requests if each[0] != "GET"]

    # ---- requests ----

    def answer(self, method: str, url: str, key: str | None, body: Any) -> tuple[int, Any]:
        parts = urllib.parse.urlsplit(url)
        path = parts.path.rstrip("/")
        asked = urllib.parse.parse_qs(parts.query)
        self.requests.append((method, path))
        if path == "/api/session/properties":
            return 200, {"version": {"tag": self.version}}
        if key != KEY:
            raise Refused(401, "Unauthenticated")
        number = re.search(r"/(\d+)", path)
        route = re.sub(r"/\d+", "/:id", path)
        name = f"{method} {route}"
        handlers: dict[str, Callable[..., Any]] = {
            "GET /api/user/current": self.user,
            "GET /api/database": lambda *_: {
                "data": [self.shown(each) for each in self.databases.values()],
                "total": len(self.databases),
            },
            "POST /api/database": self.add_database,
            "GET /api/database/:id/metadata": self.metadata,
            "POST /api/database/:id/sync_schema": lambda *_: {"status": "ok"},
            "GET /api/collection": self.list_collections,
            "POST /api/collection": self.add_collection,
            "GET /api/collection/:id/items": self.items,
            "POST /api/card": self.add_card,
            "GET /api/card/:id": self.get_card,
            "PUT /api/card/:id": self.change_card,
            "POST /api/card/:id/query": self.query,
            "POST /api/dashboard": self.add_dashboard,
            "GET /api/dashboard/:id": self.get_dashboard,
            "PUT /api/dashboard/:id": self.change_dashboard,
        }
        handler = handlers.get(name)
        if handler is None:
            raise Refused(404, "API endpoint does not exist.")
        if (method, route) in BODIES:
            self.check(body, BODIES[method, route])
        if method in ("POST", "PUT") and not self.may_write and not route.endswith("query"):
            raise Refused(403, "You don't have permissions to do that.")
        status = 202 if route.endswith("/query") else 200
        return status, handler(int(number[1]) if number else 0, body, asked)

    @staticmethod
    def check(body: Any, fields: dict[str, tuple[type, bool]]) -> None:
        errors = {}
        for name, (kind, is_required) in fields.items():
            value = body.get(name) if isinstance(body, dict) else None
            if value is None:
                if is_required:
                    errors[name] = "missing required key"
            elif not isinstance(value, kind) or isinstance(value, bool) != (kind is bool):
                errors[name] = f"value must be {kind.__name__}"
            elif isinstance(value, str) and not value.strip():
                errors[name] = "value must be a non-blank string."
        errors |= dict.fromkeys(set(body) - set(fields), "no such field")
        if errors:
            raise Refused(400, {"errors": errors, "specific-errors": errors})

    @staticmethod
    def find(things: dict[int, dict], number: int) -> dict:
        if number not in things:
            raise Refused(404, "Not found.")
        return things[number]

    def user(self, *_: Any) -> dict:
        return {"id": 1, "common_name": "dashboards", "is_superuser": self.is_admin}

    # ---- databases ----

    def add_database(self, _number: int, body: dict, _asked: dict) -> dict:
        if not self.is_admin:
            raise Refused(403, "You don't have permissions to do that.")
        if body["engine"] != "postgres" or body["details"].get("host") == "nowhere":
            raise Refused(400, {"message": "The connection attempt failed."})
        assert set(body["details"]) == {"host", "port", "dbname", "user", "password"}
        number = self.new_id()
        self.databases[number] = body | {"id": number, "polls": 0}
        return self.shown(self.databases[number])

    @staticmethod
    def shown(database: dict) -> dict:
        shown = {key: value for key, value in database.items() if key not in ("polls", "details")}
        return {"native_permissions": "write"} | shown

    def metadata(self, number: int, _body: Any, asked: dict) -> dict:
        database = self.find(self.databases, number)
        database["polls"] += 1
        if database["polls"] <= self.polls_until_synced:
            return {"id": number, "tables": []}
        tables: dict[str, list[dict]] = {}
        with duckdb.connect(self.warehouse, read_only=True) as connection:
            for table, column in connection.execute(
                "select table_name, column_name from information_schema.columns"
                " where table_schema = 'marts' order by table_name, ordinal_position"
            ).fetchall():
                key = (table, column)
                self.field_ids.setdefault(key, self.new_id())
                tables.setdefault(table, []).append({"id": self.field_ids[key], "name": column})
        return {"id": number, "tables": [
            {"name": name, "schema": "marts", "fields": fields} for name, fields in tables.items()
        ]}

    # ---- collections ----

    def list_collections(self, *_: Any) -> list[dict]:
        return [{"id": "root", "name": "Our analytics"}, *(
            each for each in self.collections.values() if not each["archived"]
        )]

    def add_collection(self, _number: int, body: dict, _asked: dict) -> dict:
        number = self.new_id()
        self.collections[number] = body | {
            "id": number, "archived": False, "location": "/", "personal_owner_id": None,
            "type": None,
        }
        return self.collections[number]

    def items(self, number: int, _body: Any, asked: dict) -> dict:
        self.find(self.collections, number)
        things = {"card": self.cards, "dashboard": self.dashboards}
        data = [
            {"id": each["id"], "model": model, "name": each["name"],
             "description": each.get("description")}
            for model in asked["models"] for each in things[model].values()
            if each["collection_id"] == number and not each["archived"]
        ]
        return {"data": data, "total": len(data)}

    # ---- questions ----

    def check_card(self, body: dict) -> None:
        if body.get("display", "table") not in DISPLAYS:
            raise Refused(400, {"errors": {"display": "unknown display"}})
        query = body.get("dataset_query")
        if query is None:
            return
        if set(query) != {"type", "database", "native"} or query["type"] != "native":
            raise Refused(500, {"message": "NULL not allowed for column DATABASE_ID"})
        self.find(self.databases, query["database"])
        for name, tag in query["native"]["template-tags"].items():
            assert name == tag["name"] and f"{{{{{name}}}}}" in query["native"]["query"]
            if tag["type"] == "dimension":
                kind, field, options = tag["dimension"]
                assert (kind, options) == ("field", None) and field in self.field_ids.values()
                assert tag["widget-type"] in PARAMETER_TYPES
        tags = set(re.findall(r"\{\{([\w-]+)\}\}", query["native"]["query"]))
        assert tags == set(query["native"]["template-tags"])
        for key in body["visualization_settings"].get("column_settings", {}):
            assert json.dumps(json.loads(key), separators=(",", ":")) == key

    def add_card(self, _number: int, body: dict, _asked: dict) -> dict:
        self.check_card(body)
        number = self.new_id()
        self.cards[number] = copy.deepcopy(body) | {"id": number, "archived": False}
        return self.get_card(number, None, {})

    def get_card(self, number: int, _body: Any, asked: dict) -> dict:
        card = copy.deepcopy(self.find(self.cards, number))
        for tag in card["dataset_query"]["native"]["template-tags"].values():
            # the server adds what it knows of the field
            tag["dimension"] = ["field", tag["dimension"][1], {"base-type": "type/Text"}]
        if self.major >= 57 and asked.get("legacy-mbql") != ["true"]:
            query = card["dataset_query"]
            card["dataset_query"] = {
                "lib/type": "mbql/query", "database": query["database"], "stages": [{
                    "lib/type": "mbql.stage/native", "native": query["native"]["query"],
                    "template-tags": query["native"]["template-tags"],
                }],
            }
        return card

    def change_card(self, number: int, body: dict, _asked: dict) -> dict:
        self.check_card(body)
        self.find(self.cards, number).update(copy.deepcopy(body))
        return self.get_card(number, None, {})

    def query(self, number: int, body: Any, _asked: dict) -> dict:
        """A field filter is `table.column in (...)`, or true where nothing is chosen."""
        native = self.find(self.cards, number)["dataset_query"]["native"]
        chosen = {
            each["target"][1][1]: each["value"] for each in (body or {}).get("parameters", [])
        }
        columns = {number: key for key, number in self.field_ids.items()}

        def written(match: re.Match) -> str:
            if match[1] not in chosen:
                return "1 = 1"
            table, column = columns[native["template-tags"][match[1]]["dimension"][1]]
            values = ", ".join(
                "'" + str(each).replace("'", "''") + "'" for each in chosen[match[1]]
            )
            return f'"marts"."{table}"."{column}" in ({values})'

        sql = re.sub(r"\{\{([\w-]+)\}\}", written, native["query"])
        try:
            with duckdb.connect(self.warehouse, read_only=True) as connection:
                relation = connection.sql(sql)
                rows = [list(row) for row in relation.fetchall()]
        except duckdb.Error as problem:
            return {"status": "failed", "error": str(problem)}
        return {"status": "completed", "row_count": len(rows), "data": {
            "cols": [{"name": name} for name in relation.columns], "rows": rows,
        }}

    # ---- dashboards ----

    def add_dashboard(self, _number: int, body: dict, _asked: dict) -> dict:
        number = self.new_id()
        self.dashboards[number] = body | {
            "id": number, "archived": False, "dashcards": [], "tabs": [], "parameters": [],
        }
        return self.dashboards[number]

    def get_dashboard(self, number: int, *_: Any) -> dict:
        return self.find(self.dashboards, number)

    def change_dashboard(self, number: int, body: dict, _asked: dict) -> dict:
        dashboard = self.find(self.dashboards, number)
        tabs = {tab["id"]: tab["id"] if tab["id"] > 0 else self.new_id()
                for tab in body.get("tabs", [])}
        known = {card["id"] for card in dashboard["dashcards"]}
        cards = []
        for card in body.get("dashcards", []):
            self.check(card, DASHCARD)
            if tabs and card.get("dashboard_tab_id") not in tabs:
                raise Refused(400, "This dashboard has tab, makes sure every card has a tab")
            if card["card_id"] is not None and self.find(self.cards, card["card_id"])["archived"]:
                raise Refused(404, "The object has been archived.")
            assert card["size_x"] >= 1 and card["size_y"] >= 1 and card["row"] >= 0
            for mapping in card["parameter_mappings"]:
                assert set(mapping) == {"parameter_id", "card_id", "target"}
            cards.append(copy.deepcopy(card) | {
                "id": card["id"] if card["id"] in known else self.new_id(),
                "dashboard_tab_id": tabs.get(card.get("dashboard_tab_id")),
                # the server adds keys of its own
                "dashboard_id": number, "created_at": "now",
            })
        ids = [card["id"] for card in body.get("dashcards", [])]
        if len(ids) != len(set(ids)):
            raise Refused(400, {"errors": {
                "dashcards": "value must be seq of maps in which ids are unique",
            }})
        for parameter in body.get("parameters", []):
            assert parameter["type"] in PARAMETER_TYPES and parameter["id"].strip()
        if "dashcards" in body:
            dashboard["dashcards"] = cards
            dashboard["tabs"] = [
                {"id": tabs[tab["id"]], "name": tab["name"], "position": place}
                for place, tab in enumerate(body.get("tabs", []))
            ]
        dashboard["parameters"] = body.get("parameters", dashboard["parameters"])
        return dashboard


def serve(metabase: Metabase) -> tuple[ThreadingHTTPServer, str]:
    """Starts it; the server, to be shut down, and its address."""

    class Handler(BaseHTTPRequestHandler):
        def handle_one(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            body = json.loads(self.rfile.read(length)) if length else None
            try:
                status, answer = metabase.answer(
                    self.command, self.path, self.headers.get("X-API-Key"), body
                )
            except Refused as refused:
                status, answer = refused.args
            except AssertionError as problem:
                status, answer = 400, {"errors": {"request": f"{self.path}: {problem!r}"}}
            data = (answer if isinstance(answer, str) else json.dumps(answer, default=str)).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        do_GET = do_POST = do_PUT = handle_one

        def log_message(self, *_: Any) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server, f"http://127.0.0.1:{server.server_address[1]}"
