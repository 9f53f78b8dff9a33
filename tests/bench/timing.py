"""Asks every engine the same queries, one query after another, and keeps the times."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import TypeVar

from peers import Peer, show
from queries import NOW, PREFIX, TYPO, WHOLE, Ask

from index.analyse import Analyser
from index.engine import Engine
from index.query import Query

REPEATED = "the same again"
Asked = TypeVar("Asked")


@dataclass
class Times:
    """Milliseconds of each query, of the processor and by the clock, and the hits found."""

    cpu: list[float] = field(default_factory=list)
    wall: list[float] = field(default_factory=list)
    hits: list[int] = field(default_factory=list)

    def add(self, ask: Callable[[], int | None], before: "Times | None" = None) -> None:
        """Time one query; `before` holds what was done for it already."""
        clock, cpu = time.perf_counter(), time.thread_time()
        hits = ask()
        cpu, clock = time.thread_time() - cpu, time.perf_counter() - clock
        if hits is None:
            return
        self.cpu.append(cpu * 1000 + (before.cpu[-1] if before else 0))
        self.wall.append(clock * 1000 + (before.wall[-1] if before else 0))
        self.hits.append(hits)

    @property
    def median(self) -> float | None:
        """The median time of the processor, in milliseconds."""
        return median(self.cpu) if self.cpu else None


Table = dict[str, dict[str, Times]]  # class of queries -> engine -> times


class Contestant:
    """Another engine, its hits shown with our snippets."""

    def __init__(self, name: str, peer: Peer, analyser: Analyser, most: int) -> None:
        self.name = name
        self.most = most  # queries of a class that it is asked
        self._peer = peer
        self._lexicon = analyser.lexicon

    def ask(self, kind: str, text: str, query: Query) -> int | None:
        """Answer in full; the number of hits."""
        if kind == PREFIX:
            return len(self._peer.complete(text))
        if kind == TYPO:
            return self._peer.repaired(text)
        answer = self._peer.answer(query)
        show(answer, query, self._lexicon)
        return answer.total


class RankingOnly(Contestant):
    """Another engine that only finds and ranks: no facets, no snippets."""

    def ask(self, kind: str, text: str, query: Query) -> int | None:
        """Find and rank; the number of hits."""
        return None if kind in (PREFIX, TYPO) else self._peer.rank(query)


class Ours:
    """Our own engine, by the door that the web uses."""

    def __init__(self, engine: Engine, analyser: Analyser, most: int) -> None:
        self.name = "Klimasøk"
        self.most = most
        self._engine = engine
        self._analyser = analyser

    def ask(self, kind: str, text: str, query: Query) -> int | None:
        """Answer in full; the number of hits."""
        if kind == PREFIX:
            return len(self._engine.complete(text))
        if kind == TYPO:
            query = self._analyser.query(text, NOW)
        return self._engine.search(query).total


def measure(
    engines: Sequence[Contestant | Ours],
    asks: dict[str, list[Ask]],
    analyser: Analyser,
    tell: Callable[[str], None],
) -> Table:
    """The times of each engine for each class of queries."""
    table: Table = {}
    for kind, chosen in asks.items():
        tell(kind)
        table[kind] = {engine.name: Times() for engine in engines}
        if kind == WHOLE:
            table[REPEATED] = {engine.name: Times() for engine in engines}
        for number, ask in enumerate(chosen):
            turn = number % len(engines)
            asked = [e for e in (*engines[turn:], *engines[:turn]) if number < e.most]
            _ask_all(asked, kind, ask, analyser, table)
    return table


def _ask_all(
    engines: Sequence[Contestant | Ours], kind: str, ask: Ask, analyser: Analyser, table: Table
) -> None:
    """A reader's text is analysed once for all engines, and the time counted for each."""
    if ask.query is not None or kind != WHOLE:
        query = ask.query or Query(now=NOW)
        for engine in engines:
            table[kind][engine.name].add(lambda engine=engine: engine.ask(kind, ask.text, query))
        return
    first, again = _analysis(ask, analyser), _analysis(ask, analyser)
    query = analyser.query(ask.text, NOW)
    for engine in engines:
        run = lambda engine=engine: engine.ask(kind, ask.text, query)  # noqa: E731
        table[WHOLE][engine.name].add(run, first)
        table[REPEATED][engine.name].add(run, again)


def _analysis(ask: Ask, analyser: Analyser) -> Times:
    times = Times()
    times.add(lambda: len(analyser.query(ask.text, NOW).units))
    return times


def warm_up(engines: Sequence[Contestant | Ours], asks: Sequence[Ask], analyser: Analyser) -> None:
    """Open what is opened at the first query: none of these is measured."""
    for ask in asks:
        query = analyser.query(ask.text, NOW)
        for engine in engines:
            for kind in (WHOLE, PREFIX, TYPO):
                engine.ask(kind, ask.text, query)
