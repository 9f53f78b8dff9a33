"""What the service counts and what it answers from, as Prometheus reads it."""

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from itertools import accumulate
from typing import Any

from prometheus_client.core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
    Metric,
)
from prometheus_client.registry import Collector

from index.engine import Engine
from index.failures import Failure
from index.results import Coverage
from searchsvc.published import Published
from searchsvc.watching.health import readiness
from searchsvc.watching.tally import BOUNDS, STATUSES, Rows

LIMITS = (*map(str, BOUNDS), "+Inf")
NAMES = (*map(str, STATUSES), "other")
FAULTS = ("500", "503")  # also told while there is none: Prometheus must see the first one come


class Metrics(Collector):
    """All metrics, of all processes."""

    def __init__(
        self,
        rows: Rows,
        endpoints: Sequence[str],
        engine: Engine | Published,
        stale_after: float,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._rows = rows
        self._endpoints = endpoints
        self._engine = engine
        self._stale_after = stale_after
        self._clock = clock

    def collect(self) -> Iterator[Metric]:
        """The metrics as they are now."""
        yield from _requests(self._rows, self._endpoints)
        yield from _queue(self._rows)
        yield from _cluster(self._rows)
        found = readiness(self._engine, self._clock(), self._stale_after)
        yield GaugeMetricFamily(
            "searchsvc_ready", "1: /readyz says that it is", value=not found.reason
        )
        if found.coverage:
            yield from _generation(found.coverage)
            yield from _sources(found.coverage)


def _requests(rows: Rows, endpoints: Sequence[str]) -> Iterator[Metric]:
    """Of each endpoint: its faults, and what else was answered."""
    total = CounterMetricFamily(
        "searchsvc_requests", "Requests answered", labels=("endpoint", "status")
    )
    seconds = HistogramMetricFamily(
        "searchsvc_request_seconds", "Seconds until the answer was made", labels=("endpoint",)
    )
    counted = rows["endpoints"]
    answers, times, spent = (counted[name].sum(axis=0) for name in ("answers", "times", "seconds"))
    for place, endpoint in enumerate(endpoints):
        for status, count in zip(NAMES, answers[place], strict=True):
            if count or status in FAULTS:
                total.add_metric((endpoint, status), count)
        counts = [float(count) for count in accumulate(times[place])]
        if counts[-1]:
            seconds.add_metric((endpoint,), list(zip(LIMITS, counts, strict=True)), spent[place])
    yield total
    yield seconds


def _queue(rows: Rows) -> Iterator[Metric]:
    yield GaugeMetricFamily(
        "searchsvc_requests_waiting", "Requests that wait for a thread", rows["waiting"].sum()
    )
    yield CounterMetricFamily(
        "searchsvc_requests_refused", "Requests for which there was no room", rows["refused"].sum()
    )
    yield CounterMetricFamily(
        "searchsvc_queries_dropped",
        "Searches that could not be written down",
        rows["dropped"].sum(),
    )


def _cluster(rows: Rows) -> Iterator[Metric]:
    """How requests to a search cluster fare; nothing is asked where there is none."""
    for name, about in (
        ("retries", "Requests that were sent again"),
        ("spared", "Requests that were not sent, as none was answered lately"),
    ):
        yield CounterMetricFamily(f"searchsvc_cluster_{name}", about, rows[name].sum())
    failures = CounterMetricFamily(
        "searchsvc_cluster_failures", "Requests that failed", labels=("reason",)
    )
    for reason, count in zip(Failure, rows["failures"].sum(axis=0), strict=True):
        failures.add_metric((reason,), count)
    yield failures
    yield GaugeMetricFamily(
        "searchsvc_cluster_circuits_open", "Processes that do not ask", rows["open"].sum()
    )


def _generation(coverage: Coverage) -> Iterator[Metric]:
    moments = (
        ("searchsvc_generation_built", "When the index was built", coverage.built),
        ("searchsvc_harvested", "When the harvest in it ended", coverage.harvested),
    )
    for name, about, at in moments:
        if at:
            yield GaugeMetricFamily(f"{name}_timestamp_seconds", about, at.timestamp())


def _sources(coverage: Coverage) -> Iterator[Metric]:
    """Of each source what is published, and how its addresses fared at their last visit."""
    pages = _of_sources("pages", "Pages that are published")
    visited = _of_sources("visited_timestamp_seconds", "When a page was last seen")
    held_back = _of_sources("held_back", "1: the guard keeps newer pages from being published")
    addresses = _of_sources("addresses", "Addresses by what came of the last visit", "outcome")
    for source in coverage.sources:
        name = (source.source,)
        pages.add_metric(name, source.count)
        held_back.add_metric(name, bool(source.guard))
        if source.last_visit:
            visited.add_metric(name, source.last_visit.timestamp())
        for outcome, count in source.outcomes.items():
            addresses.add_metric((*name, str(outcome)), count)
    yield from (pages, visited, held_back, addresses)


def _of_sources(what: str, about: str, *more: str) -> Any:
    return GaugeMetricFamily(f"searchsvc_source_{what}", about, labels=("source", *more))
