"""Makes or updates the dashboard of pages.yml in Metabase, through its REST API.

    dbt parse
    python -m bi.metabase --url https://metabase.example --api-key mb_... --dry-run
    python -m bi.metabase --url https://metabase.example --api-key mb_...

A collection, a question for each visual, and one dashboard with a tab a page and its filters.
Run it again after a change: it touches what differs and archives questions that it made and
that are gone. docs/metabase.md says what the key must be allowed.
"""

import argparse
import os
import sys
import urllib.parse
from pathlib import Path
from typing import Any

from ..contract import Mart, columns_of, read_manifest, read_marts, read_pages
from .questions import MADE_HERE, Question, layout, parameters, questions_of
from .server import Server

DASHBOARD = "Mitron credit card pilot"
DESCRIPTION = f"Whom, which card, how sure: the pages of the report. {MADE_HERE}"
# what this program settles of a card on the dashboard
PLACED = (
    "card_id", "dashboard_tab_id", "row", "col", "size_x", "size_y", "parameter_mappings",
    "visualization_settings", "series",
)


class Sync:
    """One run: counts what it does, and does nothing where it is dry."""

    def __init__(self, server: Server, is_dry: bool):
        self.server, self.is_dry = server, is_dry
        self.counts = {"created": 0, "updated": 0, "archived": 0, "unchanged": 0}

    def write(self, what: str, name: str, method: str, path: str, body: dict) -> dict:
        self.counts[what] += 1
        # a thing that is not there yet has an id of its own
        made = {"id": -self.counts["created"]} if self.is_dry else self.server.ask(
            method, path, body
        )
        print(f"{'would be ' if self.is_dry else ''}{what}: {name}", flush=True)
        return made

    def collection(self, name: str) -> int:
        found = [each for each in self.server.collections() if each["name"] == name]
        if len(found) > 1:
            sys.exit(f"{self.server.url} has {len(found)} collections {name}: rename all but one.")
        if found:
            return found[0]["id"]
        return self.write(
            "created", f"collection {name}", "POST", "/api/collection",
            {"name": name, "description": DESCRIPTION, "parent_id": None},
        )["id"]

    def ours(self, collection: int, model: str, wanted: set[str]) -> dict[str, dict]:
        """What an earlier run made, by name; what people made is left alone, and may not have a
        name that is wanted."""
        if collection < 0:
            return {}
        found: dict[str, dict] = {}
        for item in self.server.items(collection, model):
            if MADE_HERE not in (item.get("description") or ""):
                if item["name"] in wanted:
                    sys.exit(
                        f"The collection has a {item['name']} that somebody else made: rename it,"
                        " or name another collection with --collection."
                    )
                continue
            if item["name"] in found:
                sys.exit(f"The collection has two of the name {item['name']}: archive one.")
            found[item["name"]] = item
        return found

    def cards(
        self, collection: int, database: int, questions: list[Question],
        fields: dict[str, dict[str, int]],
    ) -> dict[str, int]:
        """Name to id of the questions, all of them as pages.yml wants them."""
        there = self.ours(collection, "card", {each.name for each in questions})
        ids = {}
        for question in questions:
            wanted = question.card(database, collection, fields[question.mart.name])
            if question.name not in there:
                ids[question.name] = self.write(
                    "created", question.name, "POST", "/api/card", wanted
                )["id"]
                continue
            ids[question.name] = there[question.name]["id"]
            path = f"/api/card/{ids[question.name]}"
            if differs(self.server.card(ids[question.name]), wanted):
                self.write("updated", question.name, "PUT", path, wanted)
            else:
                self.counts["unchanged"] += 1
        for name, item in there.items():
            if name not in ids:
                self.write("archived", name, "PUT", f"/api/card/{item['id']}", {"archived": True})
        return ids

    def dashboard(
        self, collection: int, pages: dict, questions: dict[tuple[str, str], Question],
        cards: dict[str, int],
    ) -> int:
        there = self.ours(collection, "dashboard", {DASHBOARD})
        base = {"name": DASHBOARD, "description": DESCRIPTION, "collection_id": collection}
        if DASHBOARD in there:
            found = self.server.ask("GET", f"/api/dashboard/{there[DASHBOARD]['id']}")
        else:
            found = self.write(
                "created", f"dashboard {DASHBOARD}", "POST", "/api/dashboard", base
            )
        tabs = {tab["name"]: tab["id"] for tab in found.get("tabs") or []}
        labels = [page["label"] for page in pages.values()]
        # what is new has a negative id; what is there keeps its own, and links to it
        ids = {label: tabs.get(label, -1 - place) for place, label in enumerate(labels)}
        wanted = {
            "description": DESCRIPTION,
            "parameters": parameters(questions),
            "tabs": [{"id": ids[label], "name": label} for label in labels],
            "dashcards": with_ids(layout(pages, questions, cards, ids), found),
        }
        if is_placed(found, wanted):
            self.counts["unchanged"] += 1
        elif DASHBOARD in there or not self.is_dry:
            self.write(
                "updated", f"tabs and cards of {DASHBOARD}", "PUT",
                f"/api/dashboard/{found['id']}", wanted,
            )
        return found["id"]


def differs(found: dict, wanted: dict) -> bool:
    """Whether a question is another than it should be, in what this program settles."""
    plain = ("name", "description", "display")
    if any(found.get(key) != wanted[key] for key in plain):
        return True
    settings = found.get("visualization_settings") or {}
    if any(settings.get(key) != value for key, value in wanted["visualization_settings"].items()):
        return True
    return of_query(found.get("dataset_query") or {}) != of_query(wanted["dataset_query"])


def of_query(query: dict) -> tuple:
    """Database, SQL and field filters of a native query, in the form of before or since 57."""
    if "stages" in query:
        native = query["stages"][0]
        sql = native.get("native")
    else:
        native = query.get("native") or {}
        sql = native.get("query")
    tags = native.get("template-tags") or {}
    listed = tags.values() if isinstance(tags, dict) else tags
    filters = {
        tag["name"]: (
            tag.get("type"), tag.get("widget-type"), tag.get("display-name"),
            # the id of the field: what stands beside it differs between versions
            next((each for each in tag.get("dimension") or [] if isinstance(each, int)), None),
        )
        for tag in listed
    }
    return query.get("database"), sql, filters


def with_ids(placed: list[dict], found: dict) -> list[dict]:
    """Cards of the dashboard that are there keep their ids."""
    there: dict[tuple, list[int]] = {}
    for card in found.get("dashcards") or []:
        key = (card["card_id"], card.get("dashboard_tab_id"))
        there.setdefault(key, []).append(card["id"])
    numbered = []
    for place, card in enumerate(placed):
        ids = there.get((card["card_id"], card["dashboard_tab_id"]))
        numbered.append({"id": ids.pop(0) if ids else -1 - place} | card)
    return numbered


def is_placed(found: dict, wanted: dict) -> bool:
    cards = {card["id"]: card for card in found.get("dashcards") or []}
    keys = ("id", "name", "slug", "type", "sectionId")
    return (
        found.get("description") == wanted["description"]
        and [(tab["id"], tab["name"]) for tab in found.get("tabs") or []]
        == [(tab["id"], tab["name"]) for tab in wanted["tabs"]]
        and [[each.get(key) for key in keys] for each in found.get("parameters") or []]
        == [[each[key] for key in keys] for each in wanted["parameters"]]
        and set(cards) == {card["id"] for card in wanted["dashcards"]}
        and all(
            cards[card["id"]].get(key) == card[key]
            for card in wanted["dashcards"] for key in PLACED
        )
    )


def details_of(uri: str) -> dict[str, Any]:
    """What Metabase asks of a PostgreSQL, from postgresql://login:password@host:5432/mitron."""
    parts = urllib.parse.urlsplit(uri)
    database = parts.path.strip("/")
    if parts.scheme not in ("postgresql", "postgres") or not (parts.hostname and database):
        sys.exit(
            "MITRON_METABASE_CONNECT: expected postgresql://login:password@host:5432/mitron."
        )
    return {
        "host": parts.hostname, "port": parts.port or 5432, "dbname": database,
        "user": urllib.parse.unquote(parts.username or ""),
        "password": urllib.parse.unquote(parts.password or ""),
    }


def database_of(sync: Sync, name: str, connects: bool) -> int | None:
    """The id of the database, connected where that was asked; None where a dry run would."""
    databases = sync.server.databases()
    found = [each for each in databases if each["name"] == name]
    if len(found) > 1:
        sys.exit(f"{sync.server.url} has {len(found)} databases {name}: rename all but one.")
    if found:
        if found[0].get("native_permissions", "write") != "write":
            sys.exit(
                f"{sync.server.url}: the key's group may not ask database {name} in SQL: give it"
                " Query builder and native under Admin, Permissions."
            )
        return found[0]["id"]
    if not connects:
        names = ", ".join(sorted(each["name"] for each in databases)) or "none"
        sys.exit(
            f"{sync.server.url}: expected a database {name}, found {names}. Name yours with"
            " --database, or connect it with --connect."
        )
    details = details_of(os.environ.get("MITRON_METABASE_CONNECT", ""))
    if sync.is_dry:
        print(f"would be created: database {name}; what follows needs it, so the dry run ends here")
        return None
    made = sync.server.connect(name, details)["id"]
    sync.counts["created"] += 1
    print(f"created: database {name}", flush=True)
    return made


def parse_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        "python -m bi.metabase", description=(__doc__ or "").splitlines()[0],
        epilog="The key's group needs Curate on the collection (to make it: on Our analytics) and"
        " native queries on the database; Admin for --connect.",
    )
    parser.add_argument("--url", required=True, help="of Metabase, such as https://metabase.example")
    parser.add_argument(
        "--api-key", default=os.environ.get("METABASE_API_KEY"),
        help="a key of Admin, Authentication, API keys (default: METABASE_API_KEY)",
    )
    parser.add_argument("--database", default="mitron", help="its name in Metabase (%(default)s)")
    parser.add_argument(
        "--connect", action="store_true",
        help="connect the PostgreSQL of MITRON_METABASE_CONNECT, such as"
        " postgresql://login:password@host:5432/mitron, where it is not there",
    )
    parser.add_argument("--collection", default="Mitron", help="to put it in (%(default)s)")
    parser.add_argument(
        "--patience", type=float, default=120.0, metavar="SECONDS",
        help="how long to wait for Metabase to find the tables (%(default)s)",
    )
    parser.add_argument("--dry-run", action="store_true", help="only say what would be done")
    parser.add_argument(
        "--manifest", type=Path, default=Path("target", "manifest.json"),
        help="dbt's manifest (default: %(default)s, which dbt parse writes)",
    )
    options = parser.parse_args()
    if not options.api_key:
        parser.error("a key is missing: --api-key, or METABASE_API_KEY")
    return options


def main() -> None:
    options = parse_options()
    manifest = read_manifest(options.manifest)
    pages = read_pages(manifest)
    marts: dict[str, Mart] = {mart.name: mart for mart in read_marts(manifest)}
    questions = questions_of(pages, marts)
    server = Server(options.url, options.api_key, options.patience)
    sync = Sync(server, options.dry_run)
    database = database_of(sync, options.database, options.connect)
    if database is None:
        return
    shown: dict[str, set[str]] = {}
    for question in questions.values():
        needed = {*columns_of(question.visual), *question.filters}
        shown.setdefault(question.mart.name, set()).update(needed)
    fields = server.fields(database, "marts", shown, not options.dry_run)
    collection = sync.collection(options.collection)
    cards = sync.cards(collection, database, list(questions.values()), fields)
    dashboard = sync.dashboard(collection, pages, questions, cards)
    counted = ", ".join(f"{count} {what}" for what, count in sync.counts.items())
    where = f": {server.url}/dashboard/{dashboard}" if dashboard > 0 else ""
    print(f"{'Dry run: ' if options.dry_run else ''}{counted}{where}")


if __name__ == "__main__":
    main()
