"""Doctor: looks at all that the service rests on, and says what to do where something is wrong.

Nothing is changed. Each check is a function that gives one finding, that of the sources one each.
"""

from collections.abc import Iterator
from datetime import datetime

from index.engine import Cluster, Engine
from index.store import Store
from searchsvc.collecting import configured_sources
from searchsvc.config import Config
from searchsvc.doctor import cluster, data, machine
from searchsvc.doctor.finding import Finding, Level

__all__ = ["Finding", "Level", "examine"]


def examine(config: Config, now: datetime) -> Iterator[Finding]:
    """What all checks find; what rests on something that is wrong is not looked at."""
    yield (read := machine.configuration(config))
    if read.level is Level.OK:
        yield machine.contact(config)
    yield machine.port(config)
    asked = list(cluster.findings(config.index)) if isinstance(config.index, Cluster) else []
    yield from asked
    yield (may := machine.rights(config))
    if may.level is Level.ERROR:
        return
    yield machine.room(config)
    yield data.searches(config)
    engine = None
    if not asked or asked[0].level is not Level.ERROR:
        found, engine = data.index(config)
        yield found
    if engine:
        yield data.age(engine, now)
        yield data.search(engine, now)
    yield from _of_store(config, engine, now, read)


def _of_store(
    config: Config, engine: Engine | None, now: datetime, read: Finding
) -> Iterator[Finding]:
    yield (kept := data.store(config))
    if kept.level is Level.OK:
        with Store(config.store_path) as held:
            yield data.clock(held, engine, now)
            if engine:
                yield data.published(held, engine)
            if read.level is Level.OK:
                yield from data.sources(held, configured_sources(config), now)
