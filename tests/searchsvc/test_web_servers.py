"""Web servers over one search cluster: each in a folder of its own without a store, all alike."""

import re
import signal
from collections.abc import Iterator
from datetime import date
from html import unescape
from pathlib import Path

import pytest
from running import Running, starting

from searchsvc.config import Config
from searchsvc.querylog.file import read

pytestmark = pytest.mark.slow

PAGES = 250  # that are looked at: these, and what they lead to
BEGIN = (
    "/", "/nn/", "/en/", "/sok?q=flom", "/sok?q=utslippsfri+byggeplass&sorter=nyest", "/kilder",
    "/innsamling", "/lenke?url=https%3A%2F%2Fborte.example%2F", "/liste", "/liste.ris",
    "/sok.json?q=flom", "/sok.atom?q=flom", "/sok.csv?q=flom", "/webinarer.ics", "/prosjekter.csv",
    "/tilskudd.ics", "/tema/overvann.atom", "/rolle/folkevalgt.json", "/forslag.json?q=kli", "/api",
    "/api/openapi.json", "/kildeliste", "/opensearch.xml", "/robots.txt", "/sitemap.xml",
    "/sitemap-1.xml", "/om", "/personvern", "/tilgjengelighet",
)  # fmt: skip
LINK = re.compile(rb'(?:href|action|src)="(/[^"#]*)"')


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    place = tmp_path_factory.mktemp("servers")
    return [place / "one", place / "other"]  # are not there


@pytest.fixture(scope="module")
def servers(sample_on_cluster: Config, folders: list[Path]) -> Iterator[list[Running]]:
    settings = {"engine": sample_on_cluster.engine, "budget": 10}
    with starting(folders[0].parent) as start:
        yield [start(folder, **settings) for folder in folders]


def told(server: Running, address: str) -> bytes:
    """All of an answer but the moment at which it was given."""
    return re.sub(rb"\r\nDate: [^\r]+", b"", server.ask(address))


def test_every_page_is_the_same_byte_for_byte(servers: list[Running]) -> None:
    waiting, failed, different = dict.fromkeys(BEGIN), [], []
    for number in range(PAGES):
        address = [*waiting][number]
        one, other = (told(server, address) for server in servers)
        if one != other:
            different.append(address)
        if not one.startswith((b"HTTP/1.1 200", b"HTTP/1.1 30")):
            failed.append(address)
        waiting |= dict.fromkeys(unescape(link.decode()) for link in LINK.findall(one))
    assert (different, failed) == ([], [])
    kinds = ("/ressurs/", "/tema/", "/rolle/", "/static/")
    assert all(any(kind in address for address in [*waiting][:PAGES]) for kind in kinds)


def test_what_is_searched_for_is_kept_by_the_server_that_was_asked(
    servers: list[Running], folders: list[Path]
) -> None:
    servers[0].ask("/sok?q=sn%C3%B8skred")
    for server in servers:
        server.stop(signal.SIGTERM)
    files = [Config(data=str(folder)).queries_path for folder in folders]
    kept = [{asked.text for asked in read(file, date.min)} for file in files]
    assert "snøskred" in kept[0] - kept[1]
    assert [[*folder.iterdir()] for folder in folders] == [[file.parent] for file in files]
