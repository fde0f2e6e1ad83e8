"""Requests to a server whose address somebody typed: a problem is one sentence."""

import sys
from typing import Any

import requests


def send(
    session: requests.Session, tool: str, method: str, server: str, path: str, **options: Any
) -> requests.Response:
    """The server's answer. A redirect is named and not followed: it would turn a POST into a
    GET, and carry a key to another host."""
    try:
        answer = session.request(method, server + path, allow_redirects=False, **options)
    except requests.RequestException as problem:
        sys.exit(f"{server} does not answer ({type(problem).__name__}): is {tool} running there?")
    if answer.is_redirect:
        sys.exit(f"{server} leads to {answer.headers['Location']}: name that one.")
    return answer


def as_json(answer: requests.Response, tool: str, place: str) -> Any:
    try:
        return answer.json()
    except ValueError:
        sys.exit(f"{place}: expected an answer of {tool}, found another page.")
