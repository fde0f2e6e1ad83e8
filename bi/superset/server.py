"""A Superset server: what importing the bundle asks of it."""

import sys
from pathlib import Path
from typing import Any

import requests

from ..rest import as_json, send

MINUTES = 5


class Server:
    """A session of one user, by Superset's REST API."""

    def __init__(self, url: str, user: str, password: str):
        self.url = url.rstrip("/")
        self.session = requests.Session()
        self.session.headers["Accept"] = "application/json"
        token = self.ask("POST", "/api/v1/security/login", json={
            "username": user, "password": password, "provider": "db", "refresh": True,
        })["access_token"]
        self.session.headers["Authorization"] = f"Bearer {token}"
        # Superset takes no change without it, and looks where the page came from
        self.session.headers["X-CSRFToken"] = self.ask("GET", "/api/v1/security/csrf_token/")[
            "result"
        ]
        self.session.headers["Referer"] = self.url

    def ask(self, method: str, path: str, **options: Any) -> dict:
        answer = send(
            self.session, "Superset", method, self.url, path, timeout=60 * MINUTES, **options
        )
        if answer.status_code == 401:
            sys.exit(
                f"{self.url} does not know this login: look at --user and MITRON_SUPERSET_PASSWORD."
            )
        if answer.status_code == 403:
            sys.exit(f"{self.url}: this login may not do that: {path} asks for the role Admin.")
        body = as_json(answer, "Superset", self.url + path)
        if not answer.ok:
            sys.exit(f"{self.url}{path}: {answer.status_code}: {body}")
        return body

    def import_bundle(self, path: Path) -> None:
        """Writes over what an earlier bundle made, and leaves everything else alone."""
        with path.open("rb") as packed:
            self.ask("POST", "/api/v1/assets/import/", files={
                "bundle": (path.name, packed, "application/zip"),
            })

    def charts(self) -> list[dict]:
        """The charts of the dashboard: id and name of each."""
        return self.ask("GET", "/api/v1/dashboard/mitron/charts")["result"]

    def rows(self, chart: int) -> list[dict]:
        """What a chart shows, asked of the database anew."""
        (result,) = self.ask("GET", f"/api/v1/chart/{chart}/data/?force=true")["result"]
        return result["data"]
