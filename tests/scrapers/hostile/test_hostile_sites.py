"""Two hostile sites, described by an operator's files alone: each trap has the outcome demanded.

A site is collected over HTTP, and what has more than one turn is collected again three days later.
"""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hostile.kept_well import PAGES
from hostile.stage import ETATEN, VEILEDEREN, Shape, Stage
from hostile.traps import SHOWN_BY, TRAPS, Trap, link_to

from index.guard import accept, held_back
from index.record import Record
from index.resource import Visit
from index.settle import settle
from index.store import Store
from index.topics import default_taxonomy
from scrapers.crawl import crawl
from scrapers.manners import Limits, Manners
from scrapers.source import Source
from searchsvc.collecting import configured_sources, errand_for, required_of, terms_of
from searchsvc.config import load_config

pytestmark = pytest.mark.slow

BEGIN = datetime(2026, 3, 2, 6, 0, tzinfo=UTC)
BETWEEN = timedelta(days=3)
TURNS = max(len(trap.serves) for trap in TRAPS)
LIMITS = Limits(seconds=25, links=80, variants=250, document_memory=200, document_seconds=5)
CASES = {trap.case: trap for trap in TRAPS}


@dataclass
class Turn:
    """A harvest: each visit with what the store made of it, and every address asked for."""

    came: list[tuple[Visit, str]] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)


@dataclass
class Collected:
    """A site after its harvests, and what the guard then says of each source."""

    sources: tuple[Source, ...]
    turns: list[Turn]
    records: list[Record]
    held_back: dict[str, str]

    def came(self, trap: Trap) -> list[tuple[Visit, str]]:
        """What came of the trap when it was served the last time."""
        turn = self.turns[len(trap.serves) - 1]
        return [(visit, came) for visit, came in turn.came if trap.name in visit.address.lower()]

    def asks(self, trap: Trap) -> int:
        turn = self.turns[len(trap.serves) - 1]
        return sum(trap.name in address.lower() for address in turn.asked)

    def held(self, trap: Trap) -> list[Record]:
        return [r for r in self.records if r.resource.title.startswith(trap.title)]


def stage_of(trap: Trap, shape: Shape, website: Any) -> Stage:
    host = trap.name if trap.alone else "tid" if len(trap.serves) > 1 else "www"
    return Stage(website, shape, f"{host}.{shape.domain}", trap.name, trap.title)


def sources_of(shape: Shape, folder: Path) -> tuple[Source, ...]:
    """What the operator's files describe."""
    settings = folder / "searchsvc.toml"
    settings.write_text(f'more_sources = "{shape.folder}"\n')
    sources = configured_sources(load_config(settings, {}))
    return tuple(source for source in sources if source.name.startswith(shape.name))


def put_well_kept(website: Any) -> tuple[str, ...]:
    """The pages that hide nothing, on the second site; their addresses."""
    host = f"www.{ETATEN.domain}"
    for page in PAGES:
        website.put(page.path, page.markup, host=host)
    return tuple(f"http://{host}{page.path}" for page in PAGES)


def put_lists(stages: list[tuple[Trap, Stage]], sources: tuple[Source, ...]) -> None:
    """The page at which each source starts leads to the traps on its hosts."""
    well_kept = put_well_kept(stages[0][1].website)
    for source in sources:
        paths = list(well_kept if source.name == ETATEN.name else ())
        for trap, stage in stages:
            if stage.host in source.hosts:
                paths += [stage.address(path) for path in trap.entries(stage)]
        first = stages[0][1]
        host, _, path = source.start[0].removeprefix("http://").partition("/")
        body = link_to(*first.shape.order(paths))
        first.website.put(f"/{path}", body, host=host)


def take_turn(store: Store, sources: tuple[Source, ...], website: Any, turn: int) -> Turn:
    """Collect what has something to serve in this turn."""
    at = BEGIN + turn * BETWEEN
    hosts = [host for source in sources for host in source.hosts if not host[0].isdigit()]
    manners = Manners(
        contact="drift@kommune.example",
        delay=0,
        retries=0,
        resolve=dict.fromkeys(hosts, website.place),
        limits=LIMITS,
    )
    chosen = tuple(source.name for source in sources if not turn or "-" in source.name)
    harvest, seen = store.begin_harvest(at), Turn()
    website.asked.clear()
    with closing(crawl(errand_for(store, sources, chosen, manners))) as visits:
        for visit in visits:
            dated = replace(visit, at=at)
            (came,) = store.remember(harvest, [dated], required_of(sources))
            seen.came.append((replace(dated, readings=(), found=()), came))
    settle(store, default_taxonomy())
    seen.asked = [asked.address for asked in website.asked]
    return seen


@pytest.fixture(scope="module", params=[VEILEDEREN, ETATEN], ids=lambda shape: shape.name)
def collected(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, shared_website: Any
) -> Iterator[Collected]:
    shape: Shape = request.param
    folder = tmp_path_factory.mktemp(shape.name)
    sources = sources_of(shape, folder)
    stages = [(trap, stage_of(trap, shape, shared_website)) for trap in TRAPS]
    put_lists(stages, sources)
    turns = []
    with Store(folder / "resources.sqlite") as store:
        for turn in range(TURNS):
            for trap, stage in stages:
                if turn < len(trap.serves):
                    trap.serves[turn](stage)
            turns.append(take_turn(store, sources, shared_website, turn))
            if not turn:
                repeated = settle(store, default_taxonomy())
                accept(store, [source.name for source in sources], repeated)
        yield Collected(sources, turns, list(store.records()), held_back(store, terms_of(sources)))


@pytest.mark.parametrize("case", CASES)
def test_each_trap_has_the_outcome_demanded(collected: Collected, case: str) -> None:
    trap, demands = CASES[case], CASES[case].demands
    came = collected.came(trap)
    met = [
        visit
        for visit, outcome in came
        if outcome == demands.came and demands.why in visit.reason
        and (not demands.limit or demands.limit in visit.reached)
    ]  # fmt: skip
    assert met, [(v.address[-60:], outcome, v.reason, dict(v.reached)) for v, outcome in came]
    assert collected.asks(trap) <= demands.asks


@pytest.mark.parametrize("case", CASES)
def test_what_is_held_of_a_trap_is_what_is_demanded(collected: Collected, case: str) -> None:
    trap, demands = CASES[case], CASES[case].demands
    held = collected.held(trap)
    assert len(held) == demands.holds
    for record in held:
        links = " ".join(link.target for link in record.resource.links)
        said = f"{record.resource.title} {record.resource.text} {links}"
        assert demands.text in record.resource.text
        assert not demands.never or demands.never not in said
        assert {a.mark for a in record.addresses if a.mark} == {demands.mark} - {None}


def test_only_a_source_that_lost_all_is_held_back(collected: Collected) -> None:
    assert [name.rpartition("-")[2] for name in collected.held_back] == ["borte"]


def test_nobody_else_is_asked_for_anything(collected: Collected) -> None:
    hosts = {address.partition("/")[0] for turn in collected.turns for address in turn.asked}
    assert hosts == {host for s in collected.sources for host in s.hosts} - {"169.254.169.254"}


@pytest.mark.parametrize("collected", [ETATEN], indirect=True, scope="module")
def test_among_the_traps_the_fields_of_well_kept_pages_are_right(collected: Collected) -> None:
    held = {record.resource.title: record.resource for record in collected.records}
    for page in PAGES:
        resource = held[page.title]
        assert resource.kind is page.kind
        assert {name: getattr(resource.facts, name) for name in page.expected} == page.expected
        assert resource.lead == f"Kort om {page.title.lower()}."
        assert page.main in resource.text
        assert "Skriv ut" not in resource.text


@pytest.mark.parametrize("name", SHOWN_BY.values())
def test_what_no_site_can_serve_is_shown_elsewhere(name: str) -> None:
    file, _, test = name.partition("::")
    path = Path(__file__).parents[1] / file
    assert f"\ndef {test}(" in path.read_text(encoding="utf-8")
