"""Readers of all sorts: each asks over a connection that is kept, for one address after another."""

import http.client
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import count
from random import Random
from typing import Protocol
from urllib.parse import quote

from place import MATTERS, PLACES
from running import PATIENCE

PAGES = ("/", "/tema", "/webinarer", "/tilskudd", "/prosjekter", "/kilder", "/om", "/nn/", "/en/")
ENDINGS = ("", "&sort=nyest", "&type=guidance", "&s=2", "&kilde=laget")
FORMATS = ("/sok", "/sok", "/sok", "/sok.json", "/sok.atom", "/forslag.json")


def addresses(seed: int) -> Iterator[str]:
    """What a reader asks for: pages, and searches of which hardly any is asked for twice."""
    random = Random(seed)
    for number in count():
        if number % 5 == 0:
            yield random.choice(PAGES)
        else:
            words = f"{random.choice(MATTERS)} {random.choice(PLACES)} {random.randrange(2_000)}"
            words = random.choice((words, random.choice(MATTERS)))
            yield f"{random.choice(FORMATS)}?q={quote(words)}{random.choice(ENDINGS)}"


class Port(Protocol):
    """Something that listens on this machine."""

    port: int


class Crowd:
    """So many readers, who ask until they are told to stop or have asked so often together."""

    def __init__(
        self,
        service: Port,
        readers: int = 6,
        most: int | None = None,
        wanted: Callable[[int], Iterator[str]] = addresses,
        tell: Callable[[str, int, bytes], str] = lambda _, status, body: str(status),
    ) -> None:
        self.service = service
        self.heard: Counter[str] = Counter()
        self.times: list[float] = []
        self._most = most
        self._tell = tell  # what is said of an answer to an address: its status, or more
        self._enough = threading.Event()
        self._threads = [
            threading.Thread(target=self._read, args=(wanted(seed),)) for seed in range(readers)
        ]

    def __enter__(self) -> "Crowd":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._most is None:
            self._enough.set()
        for thread in self._threads:
            thread.join()

    def _read(self, wanted: Iterator[str]) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", self.service.port, timeout=PATIENCE)
        while not self._enough.is_set():
            if self._most is not None and self.heard.total() >= self._most:
                break
            begun = time.perf_counter()
            try:
                address = next(wanted)
                connection.request("GET", address)
                answer = connection.getresponse()
                self.heard[self._tell(address, answer.status, answer.read())] += 1
            except (OSError, http.client.HTTPException) as error:
                self.heard[repr(error)] += 1
                connection.close()
            self.times.append(time.perf_counter() - begun)
        connection.close()
