"""The make-believe site, collected and served, and a real Chromium to read it with."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime

import pytest
import waitress
from playwright.sync_api import Browser, Page, sync_playwright

from index.engine import open_engine
from index.resource import OSLO
from index.store import Store
from scrapers.crawl import Manners
from scrapers.sample.server import serving
from scrapers.sample.site import Site
from scrapers.sample.sources import resolve_to, sample_sources
from searchsvc.app import create_app
from searchsvc.collecting import errand_for, harvest, publish
from searchsvc.config import Config

NOW = datetime(2026, 11, 25, 12, tzinfo=OSLO)


@pytest.fixture(scope="session")
def service(chromium: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the service over the sample site as of a fixed day."""
    config = Config(data=str(tmp_path_factory.mktemp("service")), delay=0)
    sources = sample_sources()
    with serving(Site(date(2026, 11, 25))) as base, Store(config.store_path) as store:
        manners = Manners(delay=0, resolve=resolve_to(base))
        names = tuple(source.name for source in sources)
        harvest(store, errand_for(store, sources, names, manners), lambda _: None)
    publish(replace(config), sources, lambda *_: None, sample=True)
    app = create_app(config, open_engine(config.index_folder), clock=lambda: NOW)
    server = waitress.create_server(app, host="127.0.0.1", port=0)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.effective_port}"
    server.close()
    thread.join(10)


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--disable-gpu"]
        )
        yield found
        found.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A fresh window at desktop width."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    yield context.new_page()
    context.close()
