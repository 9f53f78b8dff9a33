"""The demo: the make-believe site, served on loopback while it is collected."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from index.store import Store
from scrapers.manners import Manners
from scrapers.sample.names import Names
from scrapers.sample.server import serving
from scrapers.sample.site import Site
from scrapers.sample.sources import resolve_to, sample_sources
from scrapers.source import Source
from searchsvc.collecting import errand_for, harvest, publish
from searchsvc.config import Config
from searchsvc.locking import sole_harvest

WEDNESDAY = 2  # weekday from which the texts count their days


def demo_config(config: Config, today: date) -> Config:
    """The settings for the demo of a day: a data folder of its own, no pauses, another contact.

    The site's dates move with its day, addresses too: the data of other days are removed.
    """
    folder = Path(config.data) / "demo" / today.isoformat()
    for other in folder.parent.glob("*"):
        if other != folder:
            shutil.rmtree(other, ignore_errors=True)
    return replace(config, data=str(folder), delay=0, contact="", sources="", ask=Names().contact)


@contextmanager
def sample_site(
    today: date, before: Callable[[str], None] = lambda _: None
) -> Iterator[tuple[tuple[Source, ...], Manners]]:
    """The make-believe site as of a day, while the block runs; `before` may hold up its hosts."""
    with serving(Site(today), before=before) as base:
        yield sample_sources(), Manners(delay=0, resolve=resolve_to(base))


def collect_sample(
    folder: Path, today: date, before: Callable[[str], None] = lambda _: None
) -> Config:
    """Collect the site as of a day into a folder, publish it, and return the settings for it."""
    config = demo_config(Config(data=str(folder)), today)
    with (
        sample_site(today, before) as (sources, manners),
        sole_harvest(config.store_path),
        Store(config.store_path) as store,
    ):
        names = tuple(source.name for source in sources)
        harvest(store, errand_for(store, sources, names, manners), lambda _: None)
    publish(config, sources, lambda *_: None, sample=True)
    return config


def wednesday(day: date) -> date:
    """The last Wednesday: the site moves on weekly, so that a second visit finds it unchanged."""
    return day - timedelta(days=(day.weekday() - WEDNESDAY) % 7)
