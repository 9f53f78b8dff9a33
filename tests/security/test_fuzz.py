"""Every route, asked for whatever comes to mind: nothing fails, and nothing takes long."""

import http.client
import re
import time
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from random import Random
from urllib.parse import quote

import pytest
from evil_site import ATTACKS
from flask import Flask
from running import Running, Start

from searchsvc.config import Config
from searchsvc.params import DAYS, FACETS, KINDS, SORTS, STATES, SUMS

MINUTES, SHORT = 10, 500  # at length, and as many requests else
LATE = 0.1  # seconds beyond the budget of a search
NAMES = (
    *("q", "side", "sorter", "tilstand", "antall", "liste", "url", "som", "n", "rolle"),
    *(*FACETS, *DAYS, *SUMS),
)
WORDS = (
    *("overvann", "klima", "flom og skred", "sykkelvei", "utslippsfri byggeplass", "k", "kommune"),
    *("overvannsplanlegging", "Voss", "2024", "1.5.2024", "-1", "*", "klimatil*", '"to ord"'),
    *("type:webinar", "-flom", "http://a.example/b", *KINDS, *SORTS, *STATES, *ATTACKS.values()),
)
SIGNS = "aøA1 .,:;-_/()[]{}<>\"'*?&=%#+~^|\\\0\t\n\x1b\u00a0\u0301\u200d\u202e\u2028🚲ﬁİß²"
METHODS = ("GET",) * 20 + ("HEAD", "OPTIONS", "POST", "PUT", "DELETE", "TRACE")
HEADERS = {
    "Accept": ("*/*", "application/json", "text/csv;q=9", ",,;", "application/atom+xml, */*;q=0"),
    "Accept-Language": ("nn", "en;q=x", "*", "a" * 500, "nb-NO;q=0.1,en"),
    "Accept-Encoding": ("br", "gzip;q=0", "*;q=0.5", "identity;q=0", ";;"),
    "If-None-Match": ("*", '"a"', 'W/"x", "y', '"' * 50),
    "Range": ("bytes=0-", "bytes=-1,5-", "evil"),
    "X-Forwarded-For": ("127.0.0.1", "evil", ",," * 40),
    "X-Forwarded-Proto": ("https", "evil"),
    "Content-Type": ("application/json", "multipart/form-data; boundary=", "evil"),
}


def value(random: Random, most: int = 4) -> str:
    """Words, attacks, signs; sometimes very many."""
    kind = random.randrange(10)
    if kind < 5:
        return " ".join(random.choices(WORDS, k=random.randint(1, most)))
    if kind < 9:
        return "".join(random.choices(SIGNS, k=random.randint(0, 40)))
    return random.choice((random.choice(WORDS), random.choice(SIGNS))) * random.randint(10, 2_000)


def target(random: Random, rules: list[str]) -> str:
    """The path of a route with something in its places, and parameters."""
    rule = re.sub(
        r"<any\((.+?)\):\w+>",
        lambda found: random.choice(found[1].split(",")).strip(),
        random.choice(rules),
    )
    path = re.sub(r"<[^>]+>", lambda _: quote(value(random, 1)[:200], safe=""), rule)
    path = random.choice(("", "", "/nn", "/en")) + path if random.random() < 0.3 else path
    pairs = [
        f"{random.choice(NAMES)}={quote(value(random), safe=random.choice(('', '&=%+')))}"
        for _ in range(random.choice((0, 1, 1, 2, 3, 8)))
    ]
    return (f"{path}?{'&'.join(pairs)}" if pairs else path)[:60_000]


def requests(rules: list[str]) -> Iterator[tuple[str, str, dict[str, str]]]:
    """Method, target and headers, without end."""
    random = Random(8)
    while True:
        names = random.sample(list(HEADERS), random.choice((0, 0, 1, 3)))
        headers = {name: random.choice(HEADERS[name]) for name in names}
        wanted = re.sub(r"[^!-~]", lambda found: quote(found[0]), target(random, rules))
        yield random.choice(METHODS), wanted, headers


@pytest.fixture
def service(request: pytest.FixtureRequest, start: Start, at_length: bool) -> Running:
    """The service: at length over the whole sample site."""
    config: Config = request.getfixturevalue("sample" if at_length else "evil")
    return start(Path(config.data), processes=1)


@pytest.mark.slow
def test_no_route_fails_or_takes_long(
    service: Running, app: Flask, at_length: bool, figures: Callable
) -> None:
    rules = sorted({rule.rule for rule in app.url_map.iter_rules()})
    heard: Counter[int] = Counter()
    slowest: list[tuple[float, str]] = []
    begun = time.monotonic()
    connection = http.client.HTTPConnection("127.0.0.1", service.port, timeout=30)
    for number, (method, wanted, headers) in zip(count(), requests(rules), strict=False):
        if (time.monotonic() > begun + 60 * MINUTES) if at_length else number == SHORT:
            break
        before = time.perf_counter()
        connection.request(method, wanted, headers=headers)
        answer = connection.getresponse()
        answer.read()
        slowest.append((time.perf_counter() - before, f"{method} {wanted}"))
        heard[answer.status] += 1
        assert answer.status < 500, f"{method} {wanted} {headers}"
    connection.close()
    slowest.sort(reverse=True)
    late, what = slowest[len(slowest) // 1_000]
    figures("requests of the fuzz, by status", dict(heard))
    figures("99.9th percentile of their seconds", f"{late:.3f} ({what[:100]})")
    assert set(heard) >= {200, 303, 404, 405}
    assert not at_length or late <= Config().budget + LATE, what
