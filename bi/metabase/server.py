"""A Metabase server: the requests of its published API that this project makes."""

import re
import sys
import time
from typing import Any

import requests

from ..rest import as_json, send

# keys for programs came with 49; tabs and cards of a dashboard in one request with 48
OLDEST = 49
# from 57 on queries are read in another form than they are written
READS_LEGACY_WHEN_ASKED = 57
SECONDS = 60


class Server:
    """Requests with a key. A problem ends the program with one sentence."""

    def __init__(self, url: str, key: str, patience: float = 120.0):
        self.url, self.patience = url.rstrip("/"), patience
        self.session = requests.Session()
        if not key.isascii() or key != key.strip():
            sys.exit("The key holds a blank or a character that no key has: copy it again.")
        self.session.headers["x-api-key"] = key
        self.version = self.read_version()
        # the properties are public: this is what tells a key that is wrong
        self.user = self.ask("GET", "/api/user/current")

    def read_version(self) -> int:
        properties = self.ask("GET", "/api/session/properties")
        said = properties.get("version") if isinstance(properties, dict) else None
        tag = str((said or {}).get("tag", ""))
        match = re.match(r"v?[01]\.(\d+)", tag)
        if not match:
            sys.stderr.write(f"{self.url} does not say its version ({tag or 'none'}): going on.\n")
            return 10**6
        version = int(match[1])
        if version < OLDEST:
            sys.exit(f"{self.url} is Metabase {tag}: expected version {OLDEST} or later.")
        return version

    def ask(self, method: str, path: str, body: Any = None) -> Any:
        answer = send(
            self.session, "Metabase", method, self.url, path, json=body, timeout=SECONDS
        )
        if answer.status_code == 401:
            sys.exit(
                f"{self.url} does not know this key: make one under Admin, Authentication, API"
                " keys."
            )
        if answer.status_code == 403:
            sys.exit(
                f"{self.url}: the key's group may not {method} {path}. It needs Curate on the"
                " collection and native queries on the database; Admin to connect one."
            )
        if not answer.ok:
            sys.exit(f"{self.url}: {method} {path} answered {answer.status_code}: {reason(answer)}")
        if not answer.content:
            return None
        return as_json(answer, "Metabase", self.url + path)

    # ---- databases ----

    def databases(self) -> list[dict]:
        found = self.ask("GET", "/api/database")
        return found["data"] if isinstance(found, dict) else found

    def connect(self, name: str, details: dict) -> dict:
        return self.ask("POST", "/api/database", {
            "name": name, "engine": "postgres", "details": details,
        })

    def fields(
        self, database: int, schema: str, wanted: dict[str, set[str]], may_sync: bool
    ) -> dict[str, dict[str, int]]:
        """Table to column to the id that Metabase gave it. Waits for a sync to find what is
        wanted: columns by table."""
        until = time.monotonic() + (self.patience if may_sync else 0)
        has_asked = not (may_sync and self.user.get("is_superuser"))
        while True:
            tables = self.ask("GET", f"/api/database/{database}/metadata?include_hidden=true")[
                "tables"
            ]
            found = {
                table["name"]: {field["name"]: field["id"] for field in table["fields"]}
                for table in tables if table["schema"] == schema
            }
            missing = sorted(
                table if table not in found else f"{table}.{column}"
                for table, columns in wanted.items()
                for column in columns - set(found.get(table, {}))
            )
            if not missing:
                return found
            if time.monotonic() > until:
                listed = ", ".join(dict.fromkeys(missing))
                sys.exit(
                    f"{self.url} sees no {listed} in schema {schema}: may its login read them"
                    " (role mitron_reader), and has it synced?"
                )
            if not has_asked:
                self.ask("POST", f"/api/database/{database}/sync_schema")
                has_asked = True
            time.sleep(min(1.0, self.patience / 20))

    # ---- collections, questions, dashboards ----

    def collections(self) -> list[dict]:
        """Those that a person would see at the top: no personal ones, nothing in the trash."""
        return [
            each for each in self.ask("GET", "/api/collection")
            if each["id"] not in ("root", "trash") and not each.get("archived")
            and each.get("personal_owner_id") is None and not each.get("type")
            and each.get("location") == "/"
        ]

    def items(self, collection: int, model: str) -> list[dict]:
        return self.ask("GET", f"/api/collection/{collection}/items?models={model}")["data"]

    def card(self, card: int) -> dict:
        legacy = "?legacy-mbql=true" if self.version >= READS_LEGACY_WHEN_ASKED else ""
        return self.ask("GET", f"/api/card/{card}{legacy}")


def reason(answer: requests.Response) -> str:
    """What Metabase says is wrong: text or JSON."""
    try:
        body = answer.json()
    except ValueError:
        return answer.text[:300]
    if isinstance(body, dict):
        found = body.get("errors") or body.get("message")
        return str(found or body)[:300]
    return str(body)[:300]
