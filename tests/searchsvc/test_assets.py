"""Static files: under the name of their content for ever, under their own name for now."""

import gzip
import re
from collections.abc import Callable
from urllib.parse import urljoin

import brotli
import pytest
from flask.testing import FlaskClient

from searchsvc.assets import load_assets

NAMES = sorted(load_assets())


def test_pages_name_the_files_by_their_content(visit: Callable) -> None:
    soup = visit("/").soup
    addresses = [tag["href"] for tag in soup.select("link[rel=stylesheet], link[rel=icon]")]
    addresses += [tag["src"] for tag in soup.select("[src]")]
    assert len(addresses) >= 4
    for address in addresses:
        assert re.search(r"\.[0-9a-f]{12}\.\w+$", address)
        answer = visit(address)
        assert answer.status == 200
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"


def test_a_style_sheet_names_its_pictures_by_their_content(visit: Callable) -> None:
    style = visit("/").soup.select_one("link[rel=stylesheet]")["href"]
    pictures = re.findall(r'url\("([^"]+)"\)', visit(style).text)
    assert len(pictures) >= 10
    for picture in pictures:
        answer = visit(urljoin(style, picture))
        assert answer.status == 200
        assert answer.headers["Content-Type"] == "image/svg+xml"
        assert "immutable" in answer.headers["Cache-Control"]


@pytest.mark.parametrize("name", NAMES)
def test_a_file_has_a_name_that_changes_with_it(name: str) -> None:
    first, again = load_assets()[name], load_assets()[name]
    assert first == again
    assert first.name.startswith(name.rpartition(".")[0])
    assert first.name.endswith(name.rpartition(".")[2])


@pytest.mark.parametrize("name", ["klimasok.css", "klimasok.0123456789ab.css"])
def test_an_address_of_no_or_another_version_works_but_is_asked_for_again(
    visit: Callable, name: str
) -> None:
    answer = visit(f"/static/{name}")
    assert answer.status == 200
    assert answer.headers["Content-Type"] == "text/css; charset=utf-8"
    assert answer.headers["Cache-Control"] == "no-cache"
    again = visit(f"/static/{name}", headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status, again.text) == (304, "")


@pytest.mark.parametrize(
    "name",
    ["nei.css", "../app.py", "%2e%2e/app.py", "", "icons", "a.000000000000"],
)
def test_no_other_file_is_served(visit: Callable, name: str) -> None:
    assert visit(f"/static/{name}").status == 404


def test_files_are_compressed_for_those_who_can_read_it(
    client: FlaskClient, visit: Callable
) -> None:
    whole = visit("/static/klimasok.css")
    for encoding, read in (("br", brotli.decompress), ("gzip", gzip.decompress)):
        answer = client.get("/static/klimasok.css", headers={"Accept-Encoding": encoding})
        assert answer.headers["Content-Encoding"] == encoding
        assert answer.headers["Vary"] == "Accept-Encoding"
        assert read(answer.data).decode() == whole.text
        assert len(answer.data) < len(whole.text) / 3
    assert "Content-Encoding" not in whole.headers
    assert whole.headers["Vary"] == "Accept-Encoding"
