"""The service over the make-believe site, and a real Chromium to read it with."""

import shutil
import sys
import threading
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
import waitress
from flask import Flask
from playwright.sync_api import Browser, Page, sync_playwright

from index.engine import Engine, open_engine
from index.query import Facet, Query
from index.resource import Kind
from searchsvc.app import create_app
from searchsvc.config import Config

sys.path.append(str(Path(__file__).parent))
from nu_checker import NuChecker, nu_checker


@pytest.fixture(scope="session")
def engine(sample: Config) -> Engine:
    return open_engine(sample.index_folder)


@pytest.fixture(scope="session")
def app(sample: Config, engine: Engine, sample_now: datetime) -> Flask:
    return create_app(sample, engine, clock=lambda: sample_now)


@pytest.fixture(scope="session")
def service(chromium: str, app: Flask) -> Iterator[str]:
    """The address of the service over the sample site as of a fixed day."""
    server = waitress.create_server(app, host="127.0.0.1", port=0, asyncore_use_poll=True)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.effective_port}"
    server.close()
    thread.join(10)


@pytest.fixture(scope="session")
def things(engine: Engine, sample_now: datetime) -> dict[str, str]:
    """The id of one thing of each kind, the newest."""
    return {
        kind: engine.search(
            Query(filters={Facet.KIND: (kind,)}, size=1, now=sample_now)
        ).hits[0].thing.id
        for kind in Kind
    }  # fmt: skip


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


@pytest.fixture(scope="session")
def nu() -> Iterator[NuChecker]:
    """A running Nu HTML Checker; without Java the gate is skipped."""
    java = shutil.which("java")
    if java is None:
        pytest.skip("Java is missing: sudo apt install default-jre-headless")
    with nu_checker(java) as checker:
        yield checker
