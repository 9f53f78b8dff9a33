"""The service over a site that means harm, and readers who ask it."""

from collections.abc import Callable
from datetime import datetime

import pytest
from evil_site import collect_evil_site
from flask import Flask
from werkzeug.test import TestResponse

from index.engine import Engine, open_engine
from searchsvc.app import create_app
from searchsvc.config import Config

EXPORTS = ("", ".txt", ".html", ".csv", ".ris", ".bib")
Ask = Callable[..., TestResponse]


@pytest.fixture(scope="session")
def evil(tmp_path_factory: pytest.TempPathFactory) -> Config:
    """The settings for a site that means harm, collected over HTTP and published."""
    return collect_evil_site(tmp_path_factory.mktemp("evil"))


@pytest.fixture(scope="session")
def engine(evil: Config) -> Engine:
    return open_engine(evil.index_folder)


@pytest.fixture(scope="session")
def app(evil: Config, engine: Engine, sample_now: datetime) -> Flask:
    return create_app(evil, engine, clock=lambda: sample_now)


@pytest.fixture(scope="session")
def ask(app: Flask) -> Ask:
    """Asks for an address."""
    return lambda address, **more: app.test_client().open(address, **more)


@pytest.fixture(scope="session")
def ids(ask: Ask) -> list[str]:
    """The ids of everything that is published."""
    return [hit["id"] for hit in ask("/sok.json?antall=1000").json["hits"]]


@pytest.fixture(scope="session")
def addresses(ids: list[str]) -> list[str]:
    """Addresses of every kind of answer, and of every thing."""
    noted = [f"{thing}~%3Cevil%3E" for thing in ids]
    held = [".".join(noted[first : first + 40]) for first in range(0, len(noted), 40)]
    lists = ("sok", "tema/overvann", "webinarer", "tilskudd", "prosjekter")
    pages = (
        *("/", "/tema", "/rolle", "/rolle/planlegger", "/lenke", "/kilder", "/innsamling", "/om"),
        *("/tilgjengelighet", "/personvern", "/api", "/embed", "/api/openapi.json"),
        *("/opensearch.xml", "/opensearch.json?q=ev", "/forslag.json?q=ev", "/forslag.json?q==H"),
        *(f"/{name}" for name in lists),
        *(f"/sok.{ending}?q=uvasket" for ending in ("json", "atom", "csv", "ics")),
        *(f"/{name}.{ending}" for name in lists for ending in ("json", "atom", "csv", "ics")),
        *(f"/liste{ending}?liste={each}" for ending in EXPORTS for each in held),
        *(f"/sok?{words}" for words in ("q=evil", "q=overvann&kilde=ondskap", "q=angrepsord*")),
        "/sok?q=http://ond.example/guidance/0",
        "/lenke?url=http://ond.example/guidance/0",
    )
    things = [f"/ressurs/{thing}{ending}" for thing in ids for ending in ("", ".json", ".ics")]
    single = (
        "/sitemap.xml", "/sitemap-sider.xml", "/sitemap-1.xml", "/robots.txt",
        "/.well-known/security.txt",
    )  # fmt: skip
    return [*single, *(prefix + page for prefix in ("", "/en") for page in pages), *things]
