"""Busy hosts: how long they ask to wait, and when they are left."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest
from linking import links
from scrapy.http import Response

from index.resource import Outcome
from scrapers.manners import Limits
from scrapers.pausing import asked_wait

HOST = "www.veileder.example"
NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)


def busy(text: str, status: int = 503) -> Response:
    return Response("http://a.example/", status=status, headers={"Retry-After": text})


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("120", 120),
        ("0", 0),
        ("Wed, 25 Nov 2026 12:01:00 GMT", 60),
        ("Wed, 25 Nov 2026 13:01:00 +0100", 60),
        ("Wed, 25 Nov 2026 11:00:00 GMT", 0),
        ("Thu, 25 Nov 2027 12:00:00 GMT", 365 * 86_400),
        ("9" * 400, 999_999_999_999),
        ("-5", None),
        ("snart", None),
        ("", None),
    ],
)
def test_a_wait_is_given_in_seconds_or_as_a_moment(text: str, seconds: float | None) -> None:
    assert asked_wait(busy(text), NOW) == seconds
    assert asked_wait(busy(text, 429), NOW) == seconds
    assert asked_wait(busy(text, 200), NOW) is None


class Busy:
    """Answers that it is busy so many times, and then with a page; notes when it was asked."""

    def __init__(self, times: int, retry_after: str) -> None:
        self.times = times
        self.retry_after = retry_after
        self.moments: list[datetime] = []

    def __call__(self, handler: Any) -> None:
        self.moments.append(datetime.now(UTC))
        over = len(self.moments) > self.times
        handler.send_response(200 if over else 429)
        handler.send_header("Content-Type", "text/html")
        handler.send_header("Content-Length", "0")
        if not over:
            handler.send_header("Retry-After", self.retry_after)
        handler.end_headers()


def test_a_host_that_is_slow_has_longer_pauses(crawler: Any) -> None:
    def slow(handler: Any) -> None:
        handler.server.website.closing.wait(0.8)
        body = links("/klima/a", "/klima/b").encode()
        handler.send_response(200)
        handler.send_header("Content-Type", "text/html")
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    site = crawler.website
    site.put("/start/", act=slow)
    crawler.visits(delay=0.02)
    *_, before, after = (asked.at for asked in site.asked)
    assert after - before >= 0.3


def test_a_busy_host_is_asked_again_after_the_wait_and_not_for_others_before(
    crawler: Any,
) -> None:
    site, busy = crawler.website, Busy(1, "1")
    site.put("/start/", links("/klima/a", "/klima/b"))
    for name in "ab":
        site.put(f"/klima/{name}", act=busy)
    came = crawler.visits(retries=1)
    assert [came[f"{HOST}/klima/{name}"].status for name in "ab"] == [200, 200]
    first, second, _ = busy.moments
    assert (second - first).total_seconds() >= 0.99


def test_a_moment_is_waited_for(crawler: Any) -> None:
    until = format_datetime(datetime.now(UTC) + timedelta(seconds=3), usegmt=True)
    busy = Busy(1, until)
    crawler.website.put("/start/", act=busy)
    assert crawler.visits(retries=1)[f"{HOST}/start/"].status == 200
    assert format_datetime(busy.moments[1], usegmt=True) >= until


def test_a_host_that_goes_on_being_busy_is_left(crawler: Any) -> None:
    site, busy = crawler.website, Busy(99, "0")
    site.put("/start/", links(*(f"/klima/{name}" for name in "abcdefgh")))
    for name in "abcdefgh":
        site.put(f"/klima/{name}", act=busy)
    came = crawler.visits(retries=1)
    assert len(busy.moments) <= 12  # those that waited already, twice, and no more
    assert came[f"{HOST}/klima/h"].reason == "host is left: it goes on asking to wait"


def test_a_host_that_does_not_answer_is_left(crawler: Any) -> None:
    def hang_up(handler: Any) -> None:
        handler.close_connection = True

    site = crawler.website
    site.put("/start/", links(*(f"/klima/{number}" for number in range(30))))
    for number in range(30):
        site.put(f"/klima/{number}", act=hang_up)
    came = crawler.visits(limits=Limits(failures=5, hosts=1))
    assert {came[f"{HOST}/klima/{number}"].outcome for number in range(30)} == {Outcome.FAILED}
    assert sum("/klima/" in asked.address for asked in site.asked) < 12
    assert sum(visit.reached.get("failures", 0) for visit in came.values()) >= 18
