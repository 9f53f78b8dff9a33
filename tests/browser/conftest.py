"""The service over the make-believe site, and a real Chromium to read it with."""

import threading
from collections.abc import Iterator
from datetime import datetime

import pytest
import waitress
from playwright.sync_api import Browser, Page, sync_playwright

from index.engine import open_engine
from searchsvc.app import create_app
from searchsvc.config import Config


@pytest.fixture(scope="session")
def service(chromium: str, sample: Config, sample_now: datetime) -> Iterator[str]:
    """The address of the service over the sample site as of a fixed day."""
    app = create_app(sample, open_engine(sample.index_folder), clock=lambda: sample_now)
    server = waitress.create_server(app, host="127.0.0.1", port=0, asyncore_use_poll=True)
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
