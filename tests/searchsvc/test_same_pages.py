"""Readers cannot see which engine answers: its pages are the same, letter by letter."""

import re
from datetime import datetime
from html import unescape

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from index.engine import open_engine
from searchsvc.app import create_app
from searchsvc.config import Config

pytestmark = pytest.mark.slow

PATIENCE = 60  # seconds
PAGES = 150  # that are followed from these:
BEGIN = (
    "/", "/sok?q=flom", "/sok.json?q=utslippsfri+byggeplass", "/sok?q=webinar&side=2",
    "/sok?sorter=frist", "/sok?q=klimatil*", '/sok?q="utslippsfri+byggeplass"',
    "/sok?q=flom+-skred", "/prosjekter", "/forslag.json?q=kli", "/sitemap.xml",
)  # fmt: skip


@pytest.fixture(scope="module")
def clients(
    sample: Config, sample_on_cluster: Config, sample_now: datetime
) -> tuple[FlaskClient, FlaskClient]:
    """One that asks the embedded engine, and one that asks the cluster."""
    one, other = (
        create_app(sample, open_engine(config.index, PATIENCE), clock=lambda: sample_now)
        for config in (sample, sample_on_cluster)
    )
    return one.test_client(), other.test_client()


def shown(answer: TestResponse) -> str:
    """All but scores, which the cluster has with fewer digits."""
    return re.sub(r'"score":[\d.]+', "", answer.get_data(as_text=True))


def test_every_page_is_the_same(clients: tuple[FlaskClient, FlaskClient]) -> None:
    waiting, seen, different = list(BEGIN), set(BEGIN), []
    for _ in range(PAGES):
        address = waiting.pop(0)
        answers = [client.get(address) for client in clients]
        if len({(each.status_code, shown(each)) for each in answers}) > 1:
            different.append(address)
        linked = map(unescape, re.findall(r'href="(/[^"#]*)"', shown(answers[0])))
        new = [link for link in linked if link not in seen and not link.startswith("/static")]
        waiting += dict.fromkeys(new)
        seen.update(new)
    assert different == []
