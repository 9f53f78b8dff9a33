"""The demo: the make-believe site, served on loopback while it is collected."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

from index.resource import OSLO
from scrapers.crawl import Manners
from scrapers.sample.names import Names
from scrapers.sample.server import serving
from scrapers.sample.site import Site
from scrapers.sample.sources import resolve_to, sample_sources
from scrapers.source import Source
from searchsvc.config import Config

WEDNESDAY = 2  # weekday from which the texts count their days


def demo_config(config: Config) -> Config:
    """The settings for the demo: a data folder of its own, no pauses, the site's own contact."""
    folder = str(Path(config.data) / "demo")
    return replace(config, data=folder, delay=0, contact="", sources="", ask=Names().contact)


@contextmanager
def sample_site() -> Iterator[tuple[tuple[Source, ...], Manners]]:
    """The make-believe site of the last Wednesday, while the block runs."""
    with serving(Site(wednesday(datetime.now(OSLO).date()))) as base:
        yield sample_sources(), Manners(delay=0, resolve=resolve_to(base))


def wednesday(day: date) -> date:
    """The last Wednesday: the site moves on weekly, so that a second visit finds it unchanged."""
    return day - timedelta(days=(day.weekday() - WEDNESDAY) % 7)
