"""Over HTTP one can only read: nothing is changed, nothing is administered, nobody logs in."""

import hashlib
import re
from pathlib import Path

import pytest
from flask import Flask

READING = {"GET", "HEAD", "OPTIONS"}
WRITING = ("POST", "PUT", "PATCH", "DELETE")
ANY = "00000000"
PART = re.compile(r"<(?:any\(([^,)]+)[^>]*|[^>]+)>")  # with the first that it may be


def addresses(app: Flask) -> set[str]:
    """An address of each route."""
    return {PART.sub(lambda part: part[1] or ANY, r.rule) for r in app.url_map.iter_rules()}


def content(folder: Path) -> dict[str, str]:
    """What lies in a folder, by the digest of each file."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    return {str(path): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def test_no_route_takes_anything_but_reading(app: Flask) -> None:
    assert {method for rule in app.url_map.iter_rules() for method in rule.methods or ()} == READING


@pytest.mark.parametrize("method", WRITING)
def test_whatever_is_sent_is_refused_and_changes_nothing(
    app: Flask, folder: Path, method: str
) -> None:
    before = content(folder)
    client = app.test_client()
    for address in addresses(app):
        answer = client.open(address, method=method, data={"q": "x"})
        assert answer.status_code in (404, 405), address
    assert content(folder) == before


def test_reading_changes_nothing_and_sets_no_cookie(app: Flask, folder: Path) -> None:
    before = content(folder)
    client = app.test_client()
    for address in addresses(app):
        answer = client.get(address)
        assert answer.status_code < 500
        assert "Set-Cookie" not in answer.headers
    assert content(folder) == before
